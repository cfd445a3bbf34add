"""How the output folder differs from what it should be."""

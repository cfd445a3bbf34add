"""What it takes to write Python: statements, names, imports, the last check."""

"""Code that generated files carry with them: copied, never imported from here."""

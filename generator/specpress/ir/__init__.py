"""What a spec means, free of YAML, Python and files."""

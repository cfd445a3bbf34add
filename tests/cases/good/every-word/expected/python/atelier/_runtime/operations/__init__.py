"""What a client does, one file an operation."""

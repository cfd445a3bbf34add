"""What calls answer, when they succeed and when they fail."""

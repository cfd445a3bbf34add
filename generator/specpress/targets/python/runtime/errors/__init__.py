"""What the runtime raises."""

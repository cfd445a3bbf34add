"""What every generated client stands on; it knows no platform by itself."""

"""The emulated platform: its models, error codes, time and options."""

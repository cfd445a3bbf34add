"""The clients, sync and async."""

"""Sending over HTTP, with threads or in an event loop."""

"""Webhooks received: verified, and taken once."""

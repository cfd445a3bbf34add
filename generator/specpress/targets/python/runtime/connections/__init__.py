"""Connections that end in time, belong to one place, and keep no bytes over."""

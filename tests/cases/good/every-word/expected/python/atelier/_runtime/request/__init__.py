"""A request that may be sent, and what it costs."""

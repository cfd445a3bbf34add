"""Jobs, and the webhooks that tell of their end."""

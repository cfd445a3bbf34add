"""URLs that may be called, and what the environment says of the way to them."""

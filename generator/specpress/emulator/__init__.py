"""A platform on this machine, from its spec alone, to hold clients to."""

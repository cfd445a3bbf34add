"""Whether a tree has the shape that the schemas of the spec language ask for."""

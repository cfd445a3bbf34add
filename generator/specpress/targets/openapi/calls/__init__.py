"""What calls take: paths, parameters, bodies, keys."""

"""Writing wholly or not at all."""

"""What operations may ask of the world, and how they are run."""

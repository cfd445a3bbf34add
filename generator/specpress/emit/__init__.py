"""What every target needs: encoders, templates, names and the writer."""

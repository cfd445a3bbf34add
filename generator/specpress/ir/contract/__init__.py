"""The JSON Schema of a request, and what breaks it."""

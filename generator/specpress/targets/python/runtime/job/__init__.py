"""A job: its handle, its states, how it can end."""

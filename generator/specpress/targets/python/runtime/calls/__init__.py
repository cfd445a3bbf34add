"""One logical call: its attempts, retries and answer."""

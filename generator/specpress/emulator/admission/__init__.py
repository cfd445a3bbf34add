"""Whether a call may be made: keys, rates, idempotency."""

"""What a request costs, as Python: whole numbers of a small unit, and no evaluator."""

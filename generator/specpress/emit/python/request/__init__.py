"""A model's request as Python: names, types, checks and builders."""

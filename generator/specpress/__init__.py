"""specpress: an API page captured once, as a checked spec, and written out as code."""

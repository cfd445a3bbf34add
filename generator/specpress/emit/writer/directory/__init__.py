"""The output folder as the writer sees it."""

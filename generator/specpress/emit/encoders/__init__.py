"""From spec text to code: the only ways there are."""

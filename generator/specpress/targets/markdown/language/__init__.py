"""Words of the pages in English and Thai."""

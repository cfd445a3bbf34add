"""JSON Schemas of a document's components."""

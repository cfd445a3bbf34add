"""What the author wrote: YAML as located nodes, checked for shape."""

"""YAML read strictly from libyaml's events, as located nodes."""

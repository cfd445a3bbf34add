"""Targets: functions from an Api to files. They never import one another."""

"""The command line: the only floor that prints, exits or reads arguments."""

from specpress.cli.main import main

__all__ = ["main"]

"""Write generated files so that a crash, a mistake or someone else's file costs nothing."""

from specpress.emit.writer.comparison.difference import Difference, Kind, diagnose, unified_diff
from specpress.emit.writer.tree import Written, compare_tree, write_tree

__all__ = [
    "Difference",
    "Kind",
    "Written",
    "compare_tree",
    "diagnose",
    "unified_diff",
    "write_tree",
]

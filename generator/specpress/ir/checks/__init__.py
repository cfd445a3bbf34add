"""Check that a spec agrees with itself: every function yields diagnostics and changes nothing."""

from specpress.ir.checks.api import check_api

__all__ = ["check_api"]

"""Check that a spec agrees with itself: every function yields diagnostics and changes nothing."""

from specpress.ir.checks.api import check_api
from specpress.ir.checks.platform import check_packages

__all__ = ["check_api", "check_packages"]

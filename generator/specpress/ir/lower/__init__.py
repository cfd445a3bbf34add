"""From nodes to the IR: read what the author wrote as what it means.

Lowering starts on trees of the right shape and never fails; what is contradictory is found by
`specpress.ir.checks` afterwards, on the located IR.
"""

from specpress.ir.lower.api import lower_api

__all__ = ["lower_api"]

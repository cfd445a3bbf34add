"""Lower a platform with its models."""

from __future__ import annotations

from specpress.ir.lower.model import lower_model
from specpress.ir.lower.platform import lower_platform
from specpress.ir.types.api import Api
from specpress.spec.workspace import PlatformFiles


def lower_api(files: PlatformFiles) -> Api:
    """Return what the files of one platform mean."""
    models = tuple(lower_model(one, files.platform.tree) for one in files.models)
    return Api(lower_platform(files.platform), models)

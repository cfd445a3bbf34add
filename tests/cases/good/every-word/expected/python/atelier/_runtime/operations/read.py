"""Reading what the platform knows of a file, of the credits, of its models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..calls.attempt import outcome_flow
from ..calls.call import call_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..calls.session import Session
    from ..effects.effects import Flow


def file_flow(session: Session, file_id: str) -> Flow[Mapping[str, Any]]:
    """Return what the platform says of an uploaded file, by its id.

    Raises:
        ClientError: the call was refused, or not answered.

    """
    call = call_to(session, session.platform.file, path_id=file_id)
    return (yield from outcome_flow(session, call))


def credits_flow(session: Session) -> Flow[Mapping[str, Any]]:
    """Return what the platform says of the credits that are left.

    Raises:
        ClientError: the call was refused, or not answered.

    """
    call = call_to(session, session.platform.credits)
    return (yield from outcome_flow(session, call))


def models_flow(session: Session) -> Flow[Mapping[str, Any]]:
    """Return what the platform says of its models.

    Raises:
        ClientError: the call was refused, or not answered.

    """
    call = call_to(session, session.platform.models)
    return (yield from outcome_flow(session, call))

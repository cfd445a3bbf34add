"""Whether a file may be uploaded, decided before a byte of it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .errors import UploadRefusedError
from .facts import UploadPolicy
from .media import format_named, sniff

if TYPE_CHECKING:
    from .media import Format
    from .model import ModelModule
    from .source import FileFacts

_NO_POLICY: Final = "no files are taken here; name a model= that takes some"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted file is uploaded as."""

    kind: str
    mime_type: str
    name: str


def policies_of(model: ModelModule) -> tuple[UploadPolicy, ...]:
    """Return what a model takes."""
    return tuple(UploadPolicy(*one) for one in model.UPLOADS)


def judge_file(
    policies: tuple[UploadPolicy, ...],
    facts: FileFacts,
    *,
    kind: str | None,
    name: str | None,
) -> Accepted | UploadRefusedError:
    """Return what a file is uploaded as, or why it is not.

    `kind` is found from the file's content where it is not given.
    """
    if not policies:
        return UploadRefusedError("no_files", _NO_POLICY)
    if not isinstance(name, str | None):
        return UploadRefusedError("name", "its name= must be text")
    if not facts.size:
        return UploadRefusedError("empty", "it is empty")
    form = sniff(facts.head)
    if form is None:
        reason = f"its content is of no known format; {_listed(policies)}"
        return UploadRefusedError("unknown_format", reason)
    chosen = _choose(policies, form, kind)
    if isinstance(chosen, UploadRefusedError):
        return chosen
    policy, mime_type = chosen
    if facts.size > policy.max_bytes:
        reason = f"it has {facts.size:,} bytes; {_listed((policy,))}"
        return UploadRefusedError("too_large", reason)
    accepted = Accepted(policy.kind, mime_type, name or facts.name or "")
    return _named(form, accepted, policy)


def _choose(
    policies: tuple[UploadPolicy, ...],
    form: Format,
    kind: str | None,
) -> tuple[UploadPolicy, str] | UploadRefusedError:
    """Return the policy that a file falls under, and its MIME type there."""
    asked = tuple(one for one in policies if kind in (None, one.kind))
    if not asked:
        return UploadRefusedError("kind", f"no {kind} is taken; {_listed(policies)}")
    for policy in asked:
        for mime_type in form.mime:
            if mime_type in policy.mime:
                return policy, mime_type
    return UploadRefusedError("format", f"it is {form.label}; {_listed(asked)}")


def _named(
    form: Format,
    accepted: Accepted,
    policy: UploadPolicy,
) -> Accepted | UploadRefusedError:
    """Hold the name to the content; a file without a name gets one."""
    if not accepted.name:
        name = f"{accepted.kind}.{form.endings[0]}"
        return Accepted(accepted.kind, accepted.mime_type, name)
    promised = format_named(accepted.name)
    if promised is not None and not set(promised.mime) & set(form.mime):
        said = f"its name {accepted.name!r} says {promised.label}"
        reason = f"its content is {form.label}, {said}; {_listed((policy,))}"
        return UploadRefusedError("name", reason)
    return accepted


def _listed(policies: tuple[UploadPolicy, ...]) -> str:
    """Return the policy in words."""
    return "; ".join(
        f"{one.kind} may have {one.max_bytes:,} bytes at most, as {', '.join(one.mime)}"
        for one in policies
    )

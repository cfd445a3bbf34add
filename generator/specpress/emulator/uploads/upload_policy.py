"""What may be uploaded: a form held to its fields, and a file to the policy of its model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from specpress.emulator.answers.characters import characters, scalar
from specpress.emulator.answers.shapes import JsonValue, fits
from specpress.emulator.uploads.multipart import Form, FormError, Part
from specpress.ir.types.api import Form as FormSpec
from specpress.ir.types.api import Model, Platform, UploadPolicy
from specpress.ir.types.types import Boolean, Choice, Integer, List, Number, Record, Text, Type
from specpress.targets.python.runtime.files.media_type import sniff

_UNKNOWN: Final = "application/octet-stream"


def check_form(form: Form, spec: FormSpec) -> None:
    """Hold the parts of a form to its fields, the file's bytes aside.

    Raises:
        FormError: with everything that is wrong.

    """
    wrong = "; ".join(_wrong(form, spec))
    if wrong:
        raise FormError(wrong)


def _wrong(form: Form, spec: FormSpec) -> Iterator[str]:
    if spec.file_key not in form.files:
        yield f"the file is missing; its part is called {spec.file_key}"
    for name in (*form.texts, *form.files):
        if spec.record.get(name) is None:
            yield f"there is no field {name!r}"
    for field in spec.record.fields:
        text = form.texts.get(field.name)
        if field.name == spec.file_key:
            continue
        if field.name in form.files:
            yield f"{field.name} is no file"
        elif text is None and field.required:
            yield f"{field.name} is missing"
        elif text is not None and not any(fits(field.type, one) for one in _read(field.type, text)):
            yield f"{field.name} has a value that it cannot have"


def _read(type_: Type, text: str) -> Iterator[JsonValue]:
    """Yield what the text of a form's field may stand for."""
    match type_:
        case Text():
            yield text
        case Boolean():
            yield {"true": True, "false": False}.get(text)
        case Integer() | Number():
            try:
                yield float(text) if isinstance(type_, Number) else int(text)
            except ValueError:
                return
        case Choice():
            yield from (scalar(one) for one in type_.values if str(scalar(one)) == text)
        case List() | Record():
            return
        case _ as unreachable:
            assert_never(unreachable)


def policies_of(platform: Platform, model: Model | None) -> Sequence[UploadPolicy]:
    """Return what may be uploaded for a model, or where none is named."""
    if model is None:
        return platform.uploads
    return () if model.references is None else model.references.policies


def mime_of(part: Part, kind: str | None, policies: Sequence[UploadPolicy]) -> str:
    """Return the MIME type of a file, told by its first bytes.

    A platform without policies takes any file.

    Raises:
        FormError: the file breaks the policy of its kind.

    """
    format_ = sniff(part.head)
    mimes = (_UNKNOWN,) if format_ is None else format_.mime
    if not policies:
        return mimes[0]
    candidates = [one for one in policies if kind in {None, one.kind}]
    if not candidates:
        kinds = ", ".join(one.kind for one in policies)
        message = f"no file of kind {kind!r} is taken, only {kinds}"
        raise FormError(message)
    for policy in candidates:
        allowed = [characters(one) for one in policy.mime]
        found = next((one for one in mimes if one in allowed), None)
        if found is not None:
            _check_size(part, policy)
            return found
    label = "of no known format" if format_ is None else format_.label
    wanted = ", ".join(characters(mime) for one in candidates for mime in one.mime)
    message = f"the file is {label} by its first bytes; it must be one of {wanted}"
    raise FormError(message)


def _check_size(part: Part, policy: UploadPolicy) -> None:
    if part.size > policy.max_bytes:
        message = f"the file has {part.size} bytes; {policy.max_bytes} are the most"
        raise FormError(message)

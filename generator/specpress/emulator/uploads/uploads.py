"""Uploading files, and looking them up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from specpress.emulator.answers.shapes import JsonObject, Known, filled
from specpress.emulator.ledger.ids import file_id, number_of
from specpress.emulator.ledger.rows import FileRow
from specpress.emulator.platform.account import Account
from specpress.emulator.platform.answer import Answer, RefusedError, json_bytes
from specpress.emulator.platform.assumptions import CREATED
from specpress.emulator.platform.error_codes import Meaning
from specpress.emulator.uploads.multipart import Form, FormError, read_form
from specpress.emulator.uploads.upload_policy import check_form, mime_of, policies_of
from specpress.ir.types.api import Form as FormSpec
from specpress.ir.types.api import Model, Operation
from specpress.ir.types.types import Format, Record, Text

_TIMED: Final = ("video/", "audio/")


class Uploads:
    """The files of an account."""

    def __init__(self, account: Account) -> None:
        """Know what may be uploaded."""
        self._account = account
        operations = account.platform.operations
        self._shape = next((one.answer for one in operations if one.form), None)

    async def add(
        self, spec: FormSpec, content_type: str, body: AsyncIterator[bytes], base: str
    ) -> Answer:
        """Take a file, and return what refers to it.

        Raises:
            RefusedError: the form or the file may not be.

        """
        try:
            form = await read_form(content_type, body, spec.file_key)
            row = self._row(form, spec)
        except FormError as problem:
            invalid = self._account.meanings.of(Meaning.INVALID)
            raise RefusedError(invalid, str(problem)) from None
        self._account.ledger.add_file(row)
        return Answer(json_bytes(self._describe(row, self._shape, base)), CREATED)

    def get(self, operation: Operation, id_: str, base: str) -> Answer:
        """Return what is known of a file.

        Raises:
            RefusedError: there is none.

        """
        number = number_of(id_, file_id)
        row = None if number is None else self._account.ledger.file(number)
        if row is None:
            raise RefusedError(
                self._account.meanings.of(Meaning.NOT_FOUND), "there is no such file"
            )
        return Answer(json_bytes(self._describe(row, operation.answer or self._shape, base)))

    def _row(self, form: Form, spec: FormSpec) -> FileRow:
        check_form(form, spec)
        part = form.files[spec.file_key]
        model = self._model(form, spec)
        kind = None if spec.kind_key is None else form.texts.get(spec.kind_key)
        return FileRow(
            number=self._account.ledger.next_file(),
            kind=kind,
            model=None if model is None else model.id,
            name=part.file_name,
            mime=mime_of(part, kind, policies_of(self._account.platform, model)),
            size=part.size,
            sha256=part.digest,
            at=self._account.clock.now(),
        )

    def _model(self, form: Form, spec: FormSpec) -> Model | None:
        named = None if spec.model_key is None else form.texts.get(spec.model_key)
        if named is None:
            return None
        model = self._account.catalog.model(named)
        if model is None:
            message = f"{spec.model_key} must be one of {', '.join(self._account.catalog.ids())}"
            raise FormError(message)
        return model

    def _describe(self, row: FileRow, shape: Record | None, base: str) -> JsonObject:
        url = f"{base}/__emulator__/files/{file_id(row.number)}"
        usual: JsonObject = {
            "id": file_id(row.number),
            "url": url,
            "kind": row.kind,
            "mime_type": row.mime,
            "size_bytes": row.size,
        }
        if shape is None:
            return usual
        keys = {**usual, "size": row.size, "bytes": row.size, "name": row.name}
        for one in shape.fields:
            if isinstance(one.type, Text) and one.type.format is Format.URL:
                keys[one.name] = url
            elif isinstance(one.type, Text) and one.name.endswith("token"):
                keys[one.name] = f"token_{row.number}" if row.mime.startswith(_TIMED) else None
        extra = {name: usual[name] for name in ("id", "kind", "mime_type", "size_bytes")}
        return {**extra, **filled(shape, Known(keys=keys))}

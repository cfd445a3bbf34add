"""The call of datamodel-code-generator: in this process, every option that matters spelled out.

Importing it takes a while, so that only what generates imports this module.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.enums import DataModelType, StrictTypes
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.parser import LiteralType

_STRICT: Final = (StrictTypes.str, StrictTypes.int, StrictTypes.float, StrictTypes.bool)


@cache
def generated_models(schema: str, root: str, fields: tuple[tuple[str, str], ...]) -> str:
    """Return Python with a pydantic model a record of a JSON Schema, not laid out.

    `root` is the name of the outermost model; `fields` are keys and their names in Python. A key
    that may be absent gets pydantic's MISSING, so that null is refused.
    """
    answer = generate(
        schema,
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        class_name=root,
        aliases=dict(fields),
        allow_remote_refs=False,
        disable_future_imports=True,
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        extra_fields="forbid",
        field_constraints=True,
        formatters=[],
        strict_types=_STRICT,
        use_annotated=True,
        use_missing_sentinel=True,
        use_standard_collections=True,
        use_type_alias=True,
        use_union_operator=True,
    )
    return str(answer)

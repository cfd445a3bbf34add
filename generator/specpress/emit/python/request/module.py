"""The module of one model's requests, as its template sees it."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import docstring, literal
from specpress.emit.encoders.width import WIDTH, columns
from specpress.emit.python.estimate.view import EstimateView
from specpress.emit.python.name_order import name_order
from specpress.emit.python.naming import path_name
from specpress.emit.python.printer import print_after, print_assignment, print_statements
from specpress.emit.python.request.about import module_docstring
from specpress.emit.python.request.annotations import Alias, aliases_of, annotation
from specpress.emit.python.request.builder import Parameter, builder_of
from specpress.emit.python.request.checks.exact import exact_checks
from specpress.emit.python.request.checks.fast import fast_body
from specpress.emit.python.request.checks.limits import limits_of
from specpress.emit.python.request.checks.rules import RulesView, rules_view
from specpress.emit.python.request.defaults import defaults_body
from specpress.emit.python.request.docs import field_paragraphs
from specpress.emit.python.request.imports import imports_for
from specpress.emit.python.request.named_request import NamedField, NamedRecord, records_of
from specpress.emit.python.request.runtime_bundle import Carried
from specpress.ir.types.api import Api, Model

_CHECK_HEAD: Final = "def {}(value: object, at: str, found: list[Violation]) -> None:"
_FUNCTIONS: Final = (
    "`check` lists what is wrong with a request, `is_valid` says whether nothing is, `advise` "
    "lists what the platform will change in one; `request` builds one, `with_defaults` spells out "
    "what the platform assumes."
)
_ESTIMATE: Final = " `estimate` says what one costs."


@dataclass(frozen=True, slots=True)
class FieldView:
    """A key of a TypedDict: `name: annotation`, and the text under it if there is one."""

    name: Code
    annotation: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class TypeView:
    """A TypedDict. `functional` if a key is no name in Python, so that a class cannot have it."""

    name: Code
    doc: Code
    fields: tuple[FieldView, ...]
    functional: bool


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A private check: its name and body; `is_wide` if its head does not fit on one line."""

    name: Code
    body: Code
    is_wide: bool


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter of `request`: `name: annotation`, with ` = None` unless it must be given.

    The annotation of one that may be left out ends in `| None`.
    """

    name: Code
    annotation: Code
    required: bool


@dataclass(frozen=True, slots=True)
class ModuleView:
    """The whole file, from the marker to what every validator carries.

    Attributes:
        marker: the comment of the first line.
        doc: the module's docstring.
        imports: the import statements.
        exports: the names of `__all__`, as literals, sorted.
        model: the model's id, a literal.
        uploads: assignments of what may be uploaded for the model; none in a file that uploads
            nothing itself.
        aliases: the named choices.
        types: the TypedDicts, inner ones first.
        limits: assignments of the constants that checks compare with.
        parameters: whether `request` has any.
        prompt: the first parameter of `request`, or None.
        keywords: the parameters by keyword.
        settings: the parameter `**settings: Unpack[…]`, or None.
        request_body: the body of `request`.
        fits_body: the body of the fast phase.
        checks: the functions of the exact phase.
        rules: the functions of the rules between parameters.
        defaults_body: the body of `with_defaults`.
        estimate: the constants, docstring and body of `estimate`, or None if the spec states no
            price.
        carried: what every stand-alone validator has, Violation and its messages; None where
            they are imported.

    """

    marker: Code
    doc: Code
    imports: Code
    exports: tuple[Code, ...]
    model: Code
    uploads: tuple[Code, ...]
    aliases: tuple[Alias, ...]
    types: tuple[TypeView, ...]
    limits: tuple[Code, ...]
    parameters: bool
    prompt: ParameterView | None
    keywords: tuple[ParameterView, ...]
    settings: ParameterView | None
    request_body: Code
    fits_body: Code
    checks: tuple[FunctionView, ...]
    rules: RulesView
    defaults_body: Code
    estimate: EstimateView | None
    carried: Code | None


def module_view(
    api: Api, model: Model, named: NamedRecord, carried: Carried, uploads: tuple[Code, ...] = ()
) -> ModuleView:
    """Return the view of the module of one model.

    `named` is the model's request, named; `carried` is how the module comes by the runtime, and
    what its requests cost.
    """
    estimate = carried.estimate
    builder = builder_of(model.request, named)
    rules = rules_view(model.rules, model.request, named)
    aliases = tuple(aliases_of(named))
    return ModuleView(
        marker=Code(f"# Generated by specpress from {path_name(model.path)}. DO NOT EDIT."),
        doc=module_docstring(
            api,
            model,
            "types, checks and builders",
            _FUNCTIONS if estimate is None else _FUNCTIONS + _ESTIMATE,
        ),
        imports=imports_for(named, builder, carried),
        exports=_exports(named, aliases, [*(["UPLOADS"] if uploads else []), *_priced(estimate)]),
        model=literal(str(model.id)),
        uploads=uploads,
        aliases=aliases,
        types=tuple(_type_view(one) for one in records_of(named)),
        limits=tuple(
            print_assignment(one.name, Code("Final"), one.value) for one in limits_of(named)
        ),
        parameters=any((builder.prompt, builder.keywords, builder.settings)),
        prompt=None if builder.prompt is None else _parameter(builder.prompt),
        keywords=tuple(_parameter(one) for one in builder.keywords),
        settings=None if builder.settings is None else _settings(builder.settings),
        request_body=print_statements(builder.body, 1),
        fits_body=print_statements(fast_body(named, ruled=rules.broken_body is not None), 1),
        checks=tuple(
            FunctionView(
                one.name,
                print_statements(one.body, 1),
                is_wide=columns(_CHECK_HEAD.format(one.name)) > WIDTH,
            )
            for one in exact_checks(named)
        ),
        rules=rules,
        defaults_body=print_statements(defaults_body(named, model.request.settings_key), 1),
        estimate=estimate,
        carried=carried.text,
    )


def _exports(named: NamedRecord, aliases: tuple[Alias, ...], more: list[str]) -> tuple[Code, ...]:
    names = ["MODEL", "Violation", "advise", "check", "is_valid", "request", "with_defaults", *more]
    names += [str(one.name) for one in aliases]
    names += [str(one.class_name) for one in records_of(named)]
    return tuple(literal(one) for one in sorted(names, key=name_order))


def _priced(estimate: EstimateView | None) -> list[str]:
    """Return what a module with a price exports beside the rest."""
    if estimate is None:
        return []
    return ["Estimate", "estimate", *(one for one in estimate.calls if one == "UnpricedError")]


def _type_view(record: NamedRecord) -> TypeView:
    functional = any(keyword.iskeyword(one.field.name) for one in record.fields)
    fields = tuple(_field_view(one, functional=functional) for one in record.fields)
    return TypeView(record.class_name, docstring([record.summary], depth=1), fields, functional)


def _field_view(field: NamedField, *, functional: bool) -> FieldView:
    wrapper = "Required" if field.field.required else "NotRequired"
    name = f'"{field.field.name}"' if functional else field.field.name
    tail, depth = (",", 2) if functional else ("", 1)
    paragraphs = field_paragraphs(field.field)
    return FieldView(
        Code(str(field.field.name)),
        print_after(f"{name}: ", Code(f"{wrapper}[{annotation(field.type)}]"), tail, depth),
        docstring(*paragraphs, depth=1, summary=False) if paragraphs else None,
    )


def _parameter(parameter: Parameter) -> ParameterView:
    optional, tail = ("", ",") if parameter.required else (" | None", " = None,")
    type_ = Code(f"{parameter.annotation}{optional}")
    shown = print_after(f"{parameter.name}: ", type_, tail, 1)
    return ParameterView(parameter.name, shown, parameter.required)


def _settings(parameter: Parameter) -> ParameterView:
    type_ = Code(f"Unpack[{parameter.annotation}]")
    shown = print_after(f"**{parameter.name}: ", type_, ",", 1)
    return ParameterView(parameter.name, shown, parameter.required)

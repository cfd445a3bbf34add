"""Jinja templates: they lay out what views have decided, and can print nothing but code."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report, SpecError
from specpress.diagnostics.source import Position, Source, Span
from specpress.emit.code import Code
from specpress.spec.nearest import nearest

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_STOCK: Final = "stock"
_TEMPLATE_FAILED: Final = "E0404"
_NOT_CODE: Final = "E0405"


class GateError(Exception):
    """A template would print something that no encoder has made."""


def stock_templates() -> Path:
    """Return the stock templates' folder: beside the package, or at the root of a checkout."""
    package = Path(__file__).parents[1]
    beside = package / "templates"
    return beside if beside.is_dir() else package.parents[1] / "templates"


class Templates:
    """The stock templates, and those of a user's folder that replace them by path.

    A replacing template may begin with `{% extends "stock/PATH" %}` and change single blocks.
    Files whose names begin with an underscore are never rendered by themselves. The names a
    template can use are the fields of the view it is given, and nothing else.
    """

    def __init__(self, override: Path | None = None) -> None:
        """Prepare the templates of `override`, if given, before the stock ones.

        Raises:
            SpecError: E0408 for a file of `override` that replaces no stock template.

        """
        stock = jinja2.FileSystemLoader(stock_templates())
        loaders: list[jinja2.BaseLoader] = [stock, jinja2.PrefixLoader({_STOCK: stock})]
        if override is not None:
            _check_override(override)
            loaders.insert(0, jinja2.FileSystemLoader(override))
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.ChoiceLoader(loaders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=_gate,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=(),
        )
        self._environment.globals.clear()

    def render(self, name: str, view: DataclassInstance) -> str:
        """Return the text of the template `name` for a view.

        Raises:
            SpecError: E0404 if the template is wrong, E0405 if it would print what is not code.

        """
        names = {one.name: getattr(view, one.name) for one in fields(view)}
        try:
            return str(self._environment.get_template(name).render(names))
        except jinja2.TemplateSyntaxError as problem:
            raise _failure(
                _TEMPLATE_FAILED, problem, problem.filename or name, problem.lineno
            ) from None
        except (GateError, TypeError) as problem:
            raise _failure(_NOT_CODE, problem, *_place(problem, name)) from None
        except jinja2.TemplateError as problem:
            raise _failure(_TEMPLATE_FAILED, problem, *_place(problem, name)) from None


def _gate(value: Any) -> Any:
    """Let code, whole numbers and Jinja's own undefined through; the last raises by itself."""
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Code(value)
    message = f"a {type(value).__name__} is not code"
    raise GateError(message)


def _place(problem: BaseException, name: str) -> tuple[str, int]:
    """Return the last template and line that a rendering error came through."""
    place, trace = (name, 1), problem.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.endswith(".jinja"):
            place = (path, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _failure(code: str, problem: Exception, path: str, line: int) -> SpecError:
    file = Path(path)
    text = file.read_text("utf-8") if file.is_file() else ""
    shown = "/".join(file.parts[-3:]) if file.is_absolute() else file.as_posix()
    source = Source(shown, text)
    width = max(len(source.line(line)), 1)
    span = Span(source, Position(line, 1), Position(line, width + 1))
    help_ = "print it through an encoder, or a field of the view" if code == _NOT_CODE else None
    return SpecError(
        [Diagnostic(code, f"the template failed: {problem}", Label(span, "here"), help=help_)]
    )


def _check_override(override: Path) -> None:
    root = stock_templates()
    known = {path.relative_to(root).as_posix() for path in root.rglob("*.jinja")}
    report = Report()
    for path in sorted(one for one in override.rglob("*") if one.is_file()):
        name = path.relative_to(override).as_posix()
        if name not in known:
            meant = nearest(name, known)
            report.add(
                Diagnostic(
                    "E0408",
                    f"`{name}` replaces no stock template",
                    Label(Span(Source(name))),
                    notes=("a template replaces the stock one of the same path",),
                    help=f"did you mean `{meant}`?" if meant else None,
                )
            )
    if not override.is_dir():
        label = Label(Span(Source(override.as_posix())))
        report.add(Diagnostic("E0408", "there is no such folder of templates", label))
    report.stop_if_failed()

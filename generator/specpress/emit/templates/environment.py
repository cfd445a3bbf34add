"""Jinja templates: they lay out what views have decided, and can print nothing but code."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import SpecError
from specpress.diagnostics.source import Position, Source, Span
from specpress.emit.encoders.code import Code, NotCodeError
from specpress.emit.templates.override import check_override

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_STOCK: Final = "stock"
_TEMPLATE_FAILED: Final = "E0404"
_NOT_CODE: Final = "E0405"
_FAILURES: Final = (
    jinja2.TemplateError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a template can raise: Jinja's own errors, and those of the expressions in it."""


def stock_templates() -> Path:
    """Return the stock templates' folder: beside the package, or at the root of a checkout."""
    package = Path(__file__).parents[2]
    beside = package / "templates"
    return beside if beside.is_dir() else package.parents[1] / "templates"


class Templates:
    """The stock templates, and those of a user's folder that replace them by path.

    A replacing template may begin with `{% extends "stock/PATH" %}` and change single blocks.
    Files whose names begin with an underscore are never rendered by themselves. The names a
    template can use are the fields of the view it is given, and nothing else: there are no
    globals, filters or tests, and it can call macros, blocks and `super()` only.
    """

    def __init__(self, override: Path | None = None, *, stock: Path | None = None) -> None:
        """Prepare the templates of `override`, if given, before the stock ones.

        A target of another package gives its own folder as `stock`.

        Raises:
            SpecError: E0408 for a file of `override` that replaces no stock template.

        """
        folder = stock_templates() if stock is None else stock
        loader = jinja2.FileSystemLoader(folder)
        loaders: list[jinja2.BaseLoader] = [loader, jinja2.PrefixLoader({_STOCK: loader})]
        if override is not None:
            check_override(override, folder)
            loaders.insert(0, jinja2.FileSystemLoader(override))
        self._environment = _Environment(
            loader=jinja2.ChoiceLoader(loaders),
            autoescape=True,
            auto_reload=False,
            undefined=jinja2.StrictUndefined,
            finalize=_gate,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=(),
        )

    def render(self, name: str, view: DataclassInstance) -> str:
        """Return the text of the template `name` for a view.

        Raises:
            SpecError: E0404 if the template is wrong, E0405 if it would print what is not code.

        """
        names = {one.name: getattr(view, one.name) for one in fields(view)}
        try:
            return str(self._environment.get_template(name).render(names))
        except jinja2.TemplateSyntaxError as problem:
            path = problem.filename or name
            raise _failure(_TEMPLATE_FAILED, problem, path, problem.lineno) from None
        except NotCodeError as problem:
            raise _failure(_NOT_CODE, problem, *_place(problem, name)) from None
        except _FAILURES as problem:
            raise _failure(_TEMPLATE_FAILED, problem, *_place(problem, name)) from None


class _Generator(CodeGenerator):
    """Compiles templates so that whatever they print meets the gate.

    Jinja would pass constants and joined values as safe, escaped for HTML.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        raise nodes.Impossible

    def visit_Concat(self, node: nodes.Concat, frame: Any) -> None:  # noqa: N802 - Jinja's name
        del frame
        self.fail("`~` joins what is not code; write values side by side", node.lineno)


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox without Jinja's functions, filters and tests."""

    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for names in (self.globals, self.filters, self.tests):
            names.clear()

    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, Macro | BlockReference | LoopContext | jinja2.Undefined):
            return True
        message = "a template calls macros, blocks and super() only"
        raise jinja2.exceptions.SecurityError(message)


def _gate(value: Any) -> Any:
    """Let code and whole numbers through, and Jinja's undefined, which raises by itself."""
    return value if isinstance(value, jinja2.Undefined) else Code.escape(value)


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
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    shown = "/".join(file.parts[-3:]) if file.is_absolute() else file.as_posix()
    source = Source(shown, text)
    width = max(len(source.line(line)), 1)
    span = Span(source, Position(line, 1), Position(line, width + 1))
    message = " ".join(f"the template failed: {problem}".split())
    help_ = "print it through an encoder, or a field of the view" if code == _NOT_CODE else None
    return SpecError([Diagnostic(code, message, Label(span, "here"), help=help_)])

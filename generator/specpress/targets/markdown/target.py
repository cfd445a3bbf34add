"""The target that writes reference pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from specpress.emit.file import File
from specpress.emit.target import Context
from specpress.ir.types.api import Api
from specpress.targets.markdown.index import platform_page
from specpress.targets.markdown.language.say import LANGUAGES
from specpress.targets.markdown.page import model_page

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class MarkdownTarget:
    """Writes `markdown/PLATFORM.md`, `markdown/PLATFORM/MODEL.md`, and each as `….th.md`."""

    name: str = "markdown"
    summary: str = "a page on each platform and model for people, in English and Thai"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        """Yield the pages of a platform and of its models, in each language."""
        platform = api.platform.id
        for say, other in (LANGUAGES, LANGUAGES[::-1]):
            pages: dict[str, tuple[str, DataclassInstance]] = {
                platform: ("platform", platform_page(api, say, other))
            }
            for model in api.models:
                view = model_page(api, model, say, other)
                pages[f"{platform}/{model.id}"] = ("model", view)
            for path, (template, view_) in pages.items():
                text = context.templates.render(f"{self.name}/{template}.md.jinja", view_)
                yield File(f"{self.name}/{path}{say.ending}.md", text)


TARGET: Final = MarkdownTarget()

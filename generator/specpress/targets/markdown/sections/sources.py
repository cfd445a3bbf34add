"""Where facts come from, and which of them no page states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown, markdown_code
from specpress.ir.types.provenance import Provenance, Trust
from specpress.ir.types.types import Inference
from specpress.targets.markdown.language.say import Say


def source_lines(source: Provenance | None, say: Say) -> Iterator[Code]:
    """Yield where a spec was read and how far it is trusted, and what marks say."""
    if source is not None:
        yield say("page", say.clauses([*_page(source, say), say(source.trust.value)]))
    yield say("legend")


def marked(inferred: Iterable[Inference], source: Provenance | None, say: Say) -> Iterator[Code]:
    """Yield what stands behind a fact: reasons for what no page states, and a page of its own."""
    yield from say.reasons(inferred)
    if source is not None:
        documented = source.trust is Trust.DOCUMENTED
        trust = () if documented else (say(source.trust.value),)
        yield say("from_page", say.clauses([*_page(source, say), *trust]))


def _page(source: Provenance, say: Say) -> Iterator[Code]:
    page = markdown_code(source.page)
    yield page if source.locale is None else Code(f"{page} ({markdown_code(source.locale)})")
    if source.read is not None:
        yield say("read_on", markdown(source.read))

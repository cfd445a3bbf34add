"""Reference pages for people, as Markdown in English and Thai."""

from specpress.targets.markdown.target import TARGET

__all__ = ["TARGET"]

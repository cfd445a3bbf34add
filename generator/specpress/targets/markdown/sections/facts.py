"""What a model or a platform is and does, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown, markdown_code
from specpress.ir.types.api import Model, Platform
from specpress.targets.markdown.language.say import Say, joined


def model_facts(model: Model, platform: Platform, say: Say) -> Iterator[Code]:
    """Yield what a model is, a fact a line."""
    yield say("fact_id", markdown_code(model.id))
    yield say("fact_platform", markdown(platform.name), markdown(platform.version))
    yield say("fact_output", say.word(model.output))
    if model.inputs:
        yield say("fact_inputs", joined(say.word(one, "input_") for one in model.inputs))
    if model.files_api is not None:
        yield say("fact_files_api", say.word(model.files_api))


def platform_facts(platform: Platform, say: Say) -> Iterator[Code]:
    """Yield what a platform is, a fact a line."""
    yield say("fact_version", markdown(platform.version))
    yield say("fact_server", markdown_code(platform.server))
    if platform.auth is not None:
        about = [say("key_held", markdown_code(platform.auth.variable))]
        if platform.auth.prefix is not None:
            about.append(say("key_prefix", markdown_code(platform.auth.prefix)))
        yield say("fact_key", say.clauses(about))
    if platform.package is not None:
        name, version = platform.package.name, platform.package.version
        yield say("fact_package", markdown_code(name), markdown(version))


def rules_of(model: Model, say: Say) -> tuple[Code, ...]:
    """Return a sentence for each rule between the parameters of a model, in the page's order."""
    return tuple(
        joined(
            [say.doc(one.doc), say(f"effect_{one.effect.value}"), *say.reasons(one.inferred)], " "
        )
        for one in model.rules
    )

"""`specpress explain`: say what a diagnostic code means."""

from __future__ import annotations

import sys

import click

from specpress.cli.console import WRONG


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what a diagnostic code means.

    CODE is one such as E0304; its meaning is followed by an example.
    """
    from specpress.diagnostics.codes import REGISTER
    from specpress.diagnostics.explain import explain as explanation
    from specpress.spec.nearest import nearest

    text = explanation(code.upper())
    if text is not None:
        click.echo(text, nl=False)
        return
    meant = nearest(code.upper(), REGISTER)
    hint = f"; did you mean {meant}?" if meant else ""
    click.echo(f"there is no code {code}{hint}", err=True)
    sys.exit(WRONG)

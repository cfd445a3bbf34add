"""Run the command line as `python -m specpress`."""

from specpress.cli import main

main(prog_name="specpress")

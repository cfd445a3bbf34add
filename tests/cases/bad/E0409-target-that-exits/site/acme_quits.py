"""A target of another package."""

import sys


class Quitter:
    name = "quits"
    summary = "ends the program as if all were well"

    def emit(self, api, context):
        sys.exit(0)


TARGET = Quitter()

import sys


class Exiting:
    name = "exiting"
    summary = "a target that ends the run as if all were well"

    def emit(self, api, context):
        sys.exit(0)


TARGET = Exiting()

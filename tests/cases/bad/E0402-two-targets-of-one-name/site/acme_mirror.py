"""A target of another package."""

from specpress.emit.file import File


class Mirror:
    name = "vectors"
    summary = "writes a file"

    def emit(self, api, context):
        yield File("vectors/x", "mirror")


TARGET = Mirror()

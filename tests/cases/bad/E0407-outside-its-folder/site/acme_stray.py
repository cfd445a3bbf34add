"""A target of another package."""

from specpress.emit.file import File


class Mirror:
    name = "stray"
    summary = "writes a file"

    def emit(self, api, context):
        yield File("vectors/acme/clip.json", "mirror")


TARGET = Mirror()

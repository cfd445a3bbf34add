"""A target of another package."""

from specpress.emit.file import File


class Mirror:
    name = "con"
    summary = "writes a file"

    def emit(self, api, context):
        yield File("con/aux.txt", "mirror")


TARGET = Mirror()

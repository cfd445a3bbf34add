"""Small media files, made by hand, that stand for what a model would have made."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_SIDE: Final = 8
_MP3_FRAME: Final = 417
_MP3_FRAMES: Final = 39


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: its bytes, its MIME type and the ending of its name."""

    content: bytes
    mime: str
    ending: str


def sample(kind: str, label: str) -> Sample:
    """Return a file of a kind of media; `label` stands within, so that no two are alike."""
    ending, mime, make = _KINDS.get(kind, _KINDS["image"])
    return Sample(make(label.encode()), mime, ending)


def _png(label: bytes) -> bytes:
    """Return a square in one colour, which depends on the label."""
    colour = (zlib.crc32(label) & 0xFFFFFF).to_bytes(3)
    rows = (b"\0" + colour * _SIDE) * _SIDE
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"tEXt", b"Title\0" + label),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + name + data


def _mp4(label: bytes) -> bytes:
    """Return a container of one second without a track."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    times = struct.pack(">IIIII", 0, 0, 0, 1000, 1000)
    rest = struct.pack(">IH10x", 0x10000, 0x100) + matrix + bytes(24) + struct.pack(">I", 1)
    brand = _box(b"ftyp", b"isom" + struct.pack(">I", 512) + b"isomiso2mp41")
    return brand + _box(b"moov", _box(b"mvhd", times + rest)) + _box(b"free", label)


def _mp3(label: bytes) -> bytes:
    """Return one second of silence, with the label as its title."""
    title = b"TIT2" + struct.pack(">IH", len(label) + 1, 0) + b"\3" + label
    size = bytes(len(title) >> shift & 0x7F for shift in (21, 14, 7, 0))
    frame = b"\xff\xfb\x90\xc4" + bytes(_MP3_FRAME - 4)
    return b"ID3\4\0\0" + size + title + frame * _MP3_FRAMES


_KINDS: Final[dict[str, tuple[str, str, Callable[[bytes], bytes]]]] = {
    "image": ("png", "image/png", _png),
    "video": ("mp4", "video/mp4", _mp4),
    "audio": ("mp3", "audio/mpeg", _mp3),
}

"""What a file is, told by its first bytes and not by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MP4_BRANDS: Final = (
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"dash",
    b"MSNV",
    b"M4V ",
)
_M4A_BRANDS: Final = (b"M4A ", b"M4B ", b"M4P ")
_OLD_QUICKTIME: Final = (b"moov", b"mdat", b"wide", b"pnot")
_EBML: Final = b"\x1a\x45\xdf\xa3"
_EBML_HEADER: Final = 64
_FRAME_SYNC: Final = 0xE0
_MPEG_LAYER_3: Final = 1
_ADTS: Final = (0xF0, 0xF1, 0xF8, 0xF9)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its MIME types, the usual one first, and the endings of names."""

    label: str
    mime: tuple[str, ...]
    endings: tuple[str, ...]
    fits: Callable[[bytes], bool]


def sniff(head: bytes) -> Format | None:
    """Return the format of a file that begins with `head`; None if it is not known."""
    return next((one for one in FORMATS if one.fits(head)), None)


def format_named(name: str) -> Format | None:
    """Return the format that a file's name promises; None if it promises none."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return next((one for one in FORMATS if ending in one.endings), None)


def _begins(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == kind


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_quicktime(head: bytes) -> bool:
    return _brand(b"qt  ")(head) or head[4:8] in _OLD_QUICKTIME


def _is_webm(head: bytes) -> bool:
    """Matroska begins in the same way; its document type is what differs."""
    return head.startswith(_EBML) and b"webm" in head[:_EBML_HEADER]


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3"):
        return True
    is_frame = head[:1] == b"\xff" and head[1:2] >= bytes([_FRAME_SYNC])
    return is_frame and head[1] >> 1 & 3 == _MPEG_LAYER_3


def _is_aac(head: bytes) -> bool:
    return head[:1] == b"\xff" and len(head) > 1 and head[1] in _ADTS


FORMATS: Final = (
    Format("JPEG", ("image/jpeg",), ("jpg", "jpeg"), _begins(b"\xff\xd8\xff")),
    Format("PNG", ("image/png",), ("png",), _begins(b"\x89PNG\r\n\x1a\n")),
    Format("WebP", ("image/webp",), ("webp",), _riff(b"WEBP")),
    Format("GIF", ("image/gif",), ("gif",), _begins(b"GIF87a", b"GIF89a")),
    Format("MP4", ("video/mp4", "audio/mp4"), ("mp4", "m4v"), _brand(*_MP4_BRANDS)),
    Format("QuickTime", ("video/quicktime",), ("mov", "qt"), _is_quicktime),
    Format("WebM", ("video/webm", "audio/webm"), ("webm",), _is_webm),
    Format("M4A", ("audio/mp4", "audio/x-m4a"), ("m4a", "m4b"), _brand(*_M4A_BRANDS)),
    Format("WAV", ("audio/wav", "audio/x-wav"), ("wav",), _riff(b"WAVE")),
    Format("Ogg", ("audio/ogg", "video/ogg"), ("ogg", "oga", "ogv"), _begins(b"OggS")),
    Format("AAC", ("audio/aac",), ("aac",), _is_aac),
    Format("MP3", ("audio/mpeg", "audio/mp3"), ("mp3",), _is_mp3),
)
"""The formats that can be told, in the order in which they are tried."""

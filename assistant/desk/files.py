"""Which files may go with a message: known by their bytes, called by a name that is harmless. Pure.

A file has to be one thing from its first byte to its last. What is one format and hides another
behind its end, or whose name says another, is refused.
"""

import re
import struct
import unicodedata
from enum import StrEnum
from pathlib import PurePosixPath

from assistant.desk.recordings import RECORDINGS

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "application/pdf": ("pdf",),
    "text/plain": ("txt", "text", "log", "csv"),
}
"""The media types that are taken, each with what names of it end in; at first, what they get."""

ENDINGS = EXTENSIONS | RECORDINGS
_LONGEST_NAME = 120  # characters, extension included
_PNG = b"\x89PNG\r\n\x1a\n"
_PDF_END = 1024  # bytes in which a reader looks for the end
_HIDDEN = re.compile(
    rb"PK\x03\x04|%PDF-|<\?php|<!doctype|<(?:html|script|svg|iframe)[\s>]", re.IGNORECASE
)
_MARKUP = re.compile(r"\s*<(?:!|\?|[a-z])", re.IGNORECASE)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class Flaw(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"  # or broken
    NAME_SAYS_OTHERWISE = "name_says_otherwise"


def recognise(data: bytes) -> str | None:
    """Return the media type that the whole of `data` is, of those in `EXTENSIONS`."""
    for media_type, is_one in _TESTS.items():
        if is_one(data):
            return media_type
    return None


def name_of(name: str, media_type: str) -> str | None:
    """Return `name` without what could do harm, ending as its type does.

    None: it ends as another type does.
    """
    clean = "".join(c for c in unicodedata.normalize("NFC", name) if _is_harmless(c))
    clean = PurePosixPath(clean.replace("\\", "/")).name.strip(" .")
    endings = ENDINGS[media_type]
    stem, dot, ending = clean.rpartition(".")
    if not dot:
        stem, ending = clean, endings[0]
    elif ending.lower() not in endings:
        return None
    stem = stem.strip(" .")[: _LONGEST_NAME - len(ending) - 1] or "file"
    return f"_{stem}.{ending}" if _RESERVED.fullmatch(stem) else f"{stem}.{ending}"


def _is_harmless(c: str) -> bool:
    """Return whether a character stays: no control or invisible one, nor what turns text round."""
    return unicodedata.category(c)[0] != "C" and c not in '<>:"|?*\u2028\u2029'


def _is_png(data: bytes) -> bool:
    """Walk the chunks (PNG 1.2, section 3): IHDR is first, and IEND ends the file."""
    at, first = len(_PNG), True
    if not data.startswith(_PNG):
        return False
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if first and kind != b"IHDR":
            return False
        at, first = at + 12 + length, False
        if kind == b"IEND":
            return bool(at == len(data))
    return False


def _is_jpeg(data: bytes) -> bool:
    """Look at both ends; phones put more pictures behind the end, which is let be."""
    end = data.rfind(b"\xff\xd9")
    return data.startswith(b"\xff\xd8\xff") and end > 0 and not _HIDDEN.search(data[end:])


def _is_webp(data: bytes) -> bool:
    """Compare the RIFF container's own length."""
    if len(data) < 20 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":  # noqa: PLR2004
        return False
    (length,) = struct.unpack_from("<I", data, 4)
    return bool(length + 8 == len(data))


def _is_gif(data: bytes) -> bool:
    """Walk the blocks (GIF89a, appendix B): the trailer ends the file."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 14:  # noqa: PLR2004
        return False
    at = 13 + _table(data[10])
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:  # noqa: PLR2004 - the trailer
            return at + 1 == len(data)
        if kind == 0x21:  # noqa: PLR2004 - an extension and its label
            at = _after_blocks(data, at + 2)
        elif kind == 0x2C and at + 10 < len(data):  # noqa: PLR2004 - an image
            at = _after_blocks(data, at + 10 + _table(data[at + 9]) + 1)
        else:
            return False
    return False


def _table(flags: int) -> int:
    """Return how long the colour table is that the flags announce, in bytes."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-_PDF_END:]


def _is_text(data: bytes) -> bool:
    """Return whether it is UTF-8 without control characters, and no page or drawing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if not data or _MARKUP.match(text) or _HIDDEN.search(data):
        return False
    return all(c in "\t\n\r\f" or unicodedata.category(c) != "Cc" for c in text)


_TESTS = {
    "image/png": _is_png,
    "image/jpeg": _is_jpeg,
    "image/webp": _is_webp,
    "image/gif": _is_gif,
    "application/pdf": _is_pdf,
    "text/plain": _is_text,
}

"""Recognise files that may go with a message, by their bytes, and give them harmless names. Pure.

A file has to be of one format from its first byte to its last: each format is walked by its own
lengths, so that nothing hides behind its end. A file that hides another, or has the name of another
type, is refused.
Sources: RFC 3533 (Ogg), ISO/IEC 14496-12 (MP4, 3GP), ISO/IEC 11172-3 (MPEG audio), RFC 4867 (AMR),
ISO/IEC 13818-7 (ADTS)
"""

import re
import struct
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import PurePosixPath

RECORDINGS: dict[str, tuple[str, ...]] = {
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/mpeg": ("mp3", "mpga"),
    "audio/mp4": ("m4a", "mp4", "aac"),
    "audio/aac": ("aac",),
    "audio/amr": ("amr",),
    "video/mp4": ("mp4", "m4v"),
    "video/3gpp": ("3gp", "3gpp"),
}
"""The media types that are kept of customers, each with what names of it end in."""

_AMR = b"#!AMR\n"
_AMR_BYTES = (12, 13, 15, 17, 19, 20, 26, 31, 5)  # after a frame's first byte, by its mode
_ADTS_SYNC = 0xFFF0
_MPEG_SYNC = 0xFFE0
_ID3V1 = 128
_BIT_RATES = {  # kbit/s of layer III, by the version's bit and the index
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = {
    3: (44_100, 48_000, 32_000),
    2: (22_050, 24_000, 16_000),
    0: (11_025, 12_000, 8000),
}


def recognise_recording(data: bytes) -> str | None:
    """Return the media type of `RECORDINGS` that the whole of `data` is; None: none of them."""
    if data.startswith(b"OggS"):
        return "audio/ogg" if _ends(data, 0, _ogg_page) and _is_sound(data) else None
    if data[4:8] == b"ftyp":
        return _boxed(data) if _ends(data, 0, _box) else None
    if data.startswith(_AMR):
        return "audio/amr" if _ends(data, len(_AMR), _amr_frame) else None
    return _framed(data)


def _ends(data: bytes, at: int, step: Callable[[bytes, int], int]) -> bool:
    """Return whether steps from `at` end exactly at the data's end; a step of 0 breaks off."""
    first = at
    while at < len(data):
        length = step(data, at)
        if length <= 0:
            return False
        at += length
    return at == len(data) and at > first


def _ogg_page(data: bytes, at: int) -> int:
    if data[at : at + 4] != b"OggS" or at + 27 > len(data):
        return 0
    segments = data[at + 26]
    return 27 + segments + sum(data[at + 27 : at + 27 + segments])


def _is_sound(data: bytes) -> bool:
    head = data[:200]
    return b"OpusHead" in head or b"\x01vorbis" in head or b"Speex   " in head


def _box(data: bytes, at: int) -> int:
    """Return the length of a box; 0 as its length means to the end, 1 that 64 bits follow."""
    if at + 8 > len(data):
        return 0
    length, kind = struct.unpack_from(">I4s", data, at)
    if not all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind):  # noqa: PLR2004 - letters
        return 0
    if length == 1 and at + 16 <= len(data):
        (length,) = struct.unpack_from(">Q", data, at + 8)
    return len(data) - at if length == 0 else max(length if length >= 8 else 0, 0)  # noqa: PLR2004


def _boxed(data: bytes) -> str | None:
    """Return the format of a file made of boxes, judged by its tracks, not its declared brand."""
    if b"moov" not in data and b"moof" not in data:
        return None
    if b"vide" not in data:
        return "audio/mp4" if b"soun" in data else None
    return "video/3gpp" if data[8:11] == b"3gp" else "video/mp4"


def _amr_frame(data: bytes, at: int) -> int:
    mode = (data[at] >> 3) & 0x0F
    if data[at] & 0x83:  # bits that are always 0
        return 0
    if mode == 15:  # noqa: PLR2004 - no data
        return 1
    return 1 + _AMR_BYTES[mode] if mode < len(_AMR_BYTES) else 0


def _framed(data: bytes) -> str | None:
    """Return the format of a file made of frames alone; tags around the frames are skipped."""
    first = 0
    if data.startswith(b"ID3") and len(data) > 10:  # noqa: PLR2004 - the tag's head
        high, upper, lower, low = data[6:10]
        first = 10 + (high << 21 | upper << 14 | lower << 7 | low)
    sound = data[:-_ID3V1] if data[-_ID3V1:].startswith(b"TAG") else data
    for media_type, step in _FRAMES.items():
        if _ends(sound, first, step):
            return media_type
    return None


def _adts_frame(data: bytes, at: int) -> int:
    if at + 7 > len(data):
        return 0
    sync = data[at] << 8 | data[at + 1]
    if sync & 0xFFF6 != _ADTS_SYNC:
        return 0
    return (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5


def _mpeg_frame(data: bytes, at: int) -> int:
    """Return the length of a frame of layer III."""
    if at + 4 > len(data):
        return 0
    sync = data[at] << 8 | data[at + 1]
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate, samples = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if sync & 0xFFE0 != _MPEG_SYNC or layer != 1 or version not in _SAMPLE_RATES:
        return 0
    if not 0 < rate < 15 or samples == 3:  # noqa: PLR2004 - free or forbidden
        return 0
    is_first = version == 3  # noqa: PLR2004 - MPEG 1
    kbits = _BIT_RATES[is_first][rate]
    padding = data[at + 2] >> 1 & 1
    return (144 if is_first else 72) * kbits * 1000 // _SAMPLE_RATES[version][samples] + padding


_FRAMES: Mapping[str, Callable[[bytes, int], int]] = {
    "audio/aac": _adts_frame,
    "audio/mpeg": _mpeg_frame,
}


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
    """Name the reason why a file is not accepted."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"  # or broken
    NAME_SAYS_OTHERWISE = "name_says_otherwise"
    INFECTED = "infected"  # as the scanner says


def recognise(data: bytes) -> str | None:
    """Return the media type of `EXTENSIONS` that the whole of `data` is; None: none of them."""
    for media_type, is_one in _TESTS.items():
        if is_one(data):
            return media_type
    return None


def name_of(name: str, media_type: str) -> str | None:
    """Return `name` without harmful characters, with an ending that fits its type.

    None: the ending is another type's.
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
    """Return whether a character may stay: not a control or invisible one, none that turns text."""
    return unicodedata.category(c)[0] != "C" and c not in '<>:"|?*\u2028\u2029'


def _is_png(data: bytes) -> bool:
    """Check the chunks of a PNG (PNG 1.2, section 3): IHDR is first, and IEND ends the file."""
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
    """Check both ends of a JPEG; further pictures that phones put behind the end are accepted."""
    end = data.rfind(b"\xff\xd9")
    return data.startswith(b"\xff\xd8\xff") and end > 0 and not _HIDDEN.search(data[end:])


def _is_webp(data: bytes) -> bool:
    """Compare the length in the RIFF container with the length of the file."""
    if len(data) < 20 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":  # noqa: PLR2004
        return False
    (length,) = struct.unpack_from("<I", data, 4)
    return bool(length + 8 == len(data))


def _is_gif(data: bytes) -> bool:
    """Check the blocks of a GIF (GIF89a, appendix B): the trailer ends the file."""
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
    """Return the length of the colour table that the flags announce, in bytes."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-_PDF_END:]


def _is_text(data: bytes) -> bool:
    """Return whether a file is UTF-8 without control characters, and no web page or drawing."""
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

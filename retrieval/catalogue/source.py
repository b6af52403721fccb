"""A file or web page as bytes, with the name it is reported by."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """Something to read."""

    name: str  # path or web address, as reports and `Product.source` show it
    data: bytes
    path: PurePosixPath  # below the path that was given; of a web address, its path
    root: str  # the given path it was found below
    is_named: bool = True  # given itself, not found in a folder
    media_type: str = ""  # as the web server says, without parameters

    @property
    def suffix(self) -> str:
        """Return what the content is called by, in lower case: ".csv"."""
        return _SUFFIXES.get(self.media_type) or self.path.suffix.lower()

    def text(self) -> str:
        """Return the content as text, whatever it is encoded in."""
        return decode(self.data)


def decode(data: bytes) -> str:
    """Return `data` as text: by its byte order mark, else UTF-8, else Windows-1252.

    A file that mixes the last two, as one pasted together by hand does, is told apart line by
    line. Control characters that no text has are dropped. Never raises.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _printable(data[len(mark) :].decode(encoding, errors="replace"))
    try:
        return _printable(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _printable("".join(_decode_lines(data)))


def _decode_lines(data: bytes) -> Iterator[str]:
    for line in data.splitlines(keepends=True):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")


_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFEFF, 0xFFFE])


def _printable(text: str) -> str:
    return text.translate(_CONTROL) if not text.isprintable() else text

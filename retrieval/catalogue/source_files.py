"""Find the shop's files in a folder and hold each as bytes with the name it is reported by."""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_TOOLS = frozenset({"node_modules", "__pycache__", "__MACOSX"})
_ABOUT = frozenset(  # files about a folder, which customers never see
    {
        *("readme", "license", "licence", "licenses", "copying", "notice", "authors"),
        *(
            "source",
            "sources",
            "credits",
            "changelog",
            "changes",
            "contributing",
            "contributors",
            "security",
            "code",
        ),
    }
)


def files_in(root: Path) -> Iterator[Path]:
    """Yield every file below `root`, sorted by folder and name.

    Left out are hidden files and folders, links that lead out of `root`, and files about the
    folder itself: README, LICENSE, CHANGELOG.
    """
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _TOOLS)
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or _is_about(path):
                continue
            if not path.is_symlink() or path.resolve().is_relative_to(inside):
                yield path


def _is_about(path: Path) -> bool:
    first = re.split(r"[._-]", path.stem.lower(), maxsplit=1)[0]
    whole = path.suffix.lower() in {"", ".md", ".txt", ".rst"}
    return whole and first in _ABOUT and (first != "code" or "conduct" in path.stem.lower())


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
    """Hold a file or web page as bytes, with the name it is reported by."""

    name: str  # path or web address, as reports and `Product.source` show it
    data: bytes
    path: PurePosixPath  # below the path that was given; of a web address, its path
    root: str  # the given path it was found below
    is_named: bool = True  # given itself, not found in a folder
    media_type: str = ""  # as the web server says, without parameters

    @property
    def suffix(self) -> str:
        """Return the ending of the content's name, in lower case: ".csv"."""
        return _SUFFIXES.get(self.media_type) or self.path.suffix.lower()

    def text(self) -> str:
        """Return the content as text, in any encoding that can be detected."""
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

"""Serve the widget's files, read once at start: without comments and most spaces, and compressed.

There is no build: a browser gets the files of `static/`, without the parts that only their readers
need. `widget.js` is the file that a shop's page names, so browsers look for a new one at every
load. It imports the other files from a folder named after their content, which browsers may keep
for
good: an old page never mixes with a new file.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
ENTRY = "widget.js"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_VERSION = re.compile(rb'const VERSION="[^"]*";')  # the one line that is filled in
# Comments of these files: no string in them has /* in it, and a // that follows code has no quotes
# behind it. A test compares what is left with what a compiler leaves.
_BLOCK = re.compile(rb"[ \t]*/\*.*?\*/", re.DOTALL)
_LINE = re.compile(rb"""^[ \t]*//.*$|(?<=[;,{}()])[ \t]*//[^\n"'`]*$""", re.MULTILINE)
_INDENT = re.compile(rb"^\s+", re.MULTILINE)
_BREAK = re.compile(rb"(?<=[;{,(\[])\n")  # after these a statement goes on, or has ended
# Spaces around what no string of these files has between spaces; the same test sees to that.
_SPACE = re.compile(rb" (=|=>|===|!==|&&|\|\||\?\?|\?\?=|\+=) |(?<=[)\w]) (?={)")
# Behind commas and inside braces: what a string of these files has there is before a letter or a $.
_PUNCTUATION = re.compile(
    rb"(?<=[\w\")\]}]), (?=[{(\"`\[#])|(?<=[\")\]}]), (?!\$)|(?<={) (?=[\w.])|(?<=[\w\")\]]) (?=})"
)
# What may hold spaces that are meant: strings, templates and patterns; between them no space is.
_QUOTED = re.compile(
    rb'("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|/(?![/*])(?:[^/\\\n\[]|\\.|\[[^\]]*\])+/[gimu]*)'
)
_PADDING = re.compile(rb" ?([?:<>,+*]) ?")
_CSS_SPACE = re.compile(rb"\s*([{};])\s*|(?<=[:,]) |(?<=[ :,(])0(?=\.\d)")
_REVALIDATE = "public, no-cache"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """Hold a file as it is sent."""

    body: bytes
    gzipped: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """Hold all files of the widget and their version."""

    entry: StaticFile
    parts: Mapping[str, StaticFile]
    version: str


def load(folder: Path = FOLDER) -> Widget:
    """Read the widget's files.

    Raises:
        FileNotFoundError: `folder` has no entry.
    """
    parts = {
        path.name: compact(path)
        for path in sorted((folder / "chat").iterdir())
        if path.suffix in _TYPES
    }
    version = _hash(b"".join(name.encode() + body for name, body in parts.items()))
    entry = _VERSION.sub(b'const VERSION="%s";' % version.encode(), compact(folder / ENTRY))
    return Widget(
        entry=_prepare(ENTRY, entry),
        parts={name: _prepare(name, body) for name, body in parts.items()},
        version=version,
    )


def compact(path: Path) -> bytes:
    """Return a file without comments and most spaces."""
    body = _BLOCK.sub(b"", path.read_bytes())
    if path.suffix == ".css":
        short = _CSS_SPACE.sub(rb"\1", _INDENT.sub(b"", body)).replace(b";}", b"}")
        return short.replace(b",\n", b",").replace(b" !important", b"!important")
    joined = _BREAK.sub(b"", _INDENT.sub(b"", _LINE.sub(b"", body)))
    parts = _QUOTED.split(_PUNCTUATION.sub(_stripped, _SPACE.sub(rb"\1", joined)))
    parts[::2] = (_PADDING.sub(rb"\1", code) for code in parts[::2])
    return b"".join(parts)


def _stripped(match: re.Match[bytes]) -> bytes:
    return match.group().strip()


def routes(widget: Widget) -> APIRouter:
    """Return the routes of `/webchat/widget.js` and its imports; every site may load them."""
    router = APIRouter(tags=["widget"])

    @router.get(f"/webchat/{ENTRY}", summary="The script tag's target", response_class=Response)
    async def entry(request: Request) -> Response:
        return _send(request, widget.entry, _REVALIDATE)

    @router.get("/webchat/{version}/{name}", include_in_schema=False)
    async def part(request: Request, version: str, name: str) -> Response:
        if name not in widget.parts:
            return Response(status_code=404)
        # Another version's page gets today's file, which it must not keep.
        return _send(
            request, widget.parts[name], _FOREVER if version == widget.version else _REVALIDATE
        )

    return router


def _send(request: Request, file: StaticFile, cache: str) -> Response:
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": cache,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    body = file.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = file.gzipped, "gzip"
    return Response(body, media_type=file.media_type, headers=headers)


def _prepare(name: str, body: bytes) -> StaticFile:
    return StaticFile(
        body=body,
        gzipped=gzip.compress(body, 9, mtime=0),
        media_type=_TYPES[Path(name).suffix],
        etag=f'W/"{_hash(body)}"',
    )


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]

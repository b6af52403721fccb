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

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.kit.settings.settings import WebChatSettings

FOLDER = Path(__file__).parent / "static"
ENTRY = "widget.js"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_LOOK = re.compile(rb"const LOOK=\{\};")  # the other one
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
_COLOURS = {"accent", "on-accent"}
_LINEAR = 0.04045  # up to here sRGB is linear
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


def load(folder: Path = FOLDER, *, look: Mapping[str, str] | None = None) -> Widget:
    """Read the widget's files; `look` stands in for attributes that the page's tag leaves out.

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
    if look:
        filled = _filled(look)
        entry = _LOOK.sub(lambda _: filled, entry)
    return Widget(
        entry=_prepare(ENTRY, entry),
        parts={name: _prepare(name, body) for name, body in parts.items()},
        version=version,
    )


def _filled(look: Mapping[str, str]) -> bytes:
    """Return the line of the look; a page's own rule for the element wins over its colours."""
    colours = {name: value for name, value in look.items() if name in _COLOURS}
    rest = {name: value for name, value in look.items() if name not in _COLOURS}
    styled = b"".join(
        b'document.documentElement.style.setProperty("--comptoir-%s","%s");'
        % (name.encode(), value.encode())
        for name, value in colours.items()
    )
    return b"const LOOK=%s;" % orjson.dumps(rest) + styled


def look_of(settings: WebChatSettings, *, shop: str) -> Mapping[str, str]:
    """Return the look that people set, by the names of the tag's attributes."""
    colour = settings.color
    given = {
        "shop": shop,
        "accent": colour,
        "on-accent": readable_on(colour) if colour else "",
        "scheme": settings.scheme,
        "side": "start" if settings.side == "start" else "",
        "suggestions": settings.suggestions,
        "privacy": settings.privacy_url,
    }
    return {name: value for name, value in given.items() if value}


def readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast on a colour such as #5a143c (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= _LINEAR else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"


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

"""Serve the console's scripts and styles, read once at start, below an address of their content.

Browsers may keep them for good: an old page never mixes with a new file.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.shell.access import anyone

FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json",
}
_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "public, no-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Hold a file as it is sent."""

    body: bytes
    gzipped: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Hold all files, and the version made of their content."""

    files: Mapping[str, Asset]
    version: str

    @property
    def base(self) -> str:
        """Return the address that the files are below."""
        return f"/console/static/{self.version}"


def load(folder: Path = FOLDER) -> Assets:
    """Read the files of a folder."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in _TYPES)
    files = {path.name: _asset(path) for path in paths}
    digest = hashlib.sha256(b"".join(n.encode() + one.body for n, one in files.items()))
    return Assets(files=files, version=digest.hexdigest()[:16])


def routes(assets: Assets) -> APIRouter:
    """Return the route of the files; none of them is secret, so nobody has to be signed in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/console/static/{version}/{name}", dependencies=[Depends(anyone)])
    async def asset(request: Request, version: str, name: str) -> Response:
        found = assets.files.get(name)
        if found is None:
            return Response(status_code=404)
        # Another version's page gets today's file, which it must not keep.
        cache = _FOREVER if version == assets.version else _REVALIDATE
        headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
        body = found.body
        if "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = found.gzipped, "gzip"
        return Response(body, media_type=found.media_type, headers=headers)

    return router


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(body=body, gzipped=gzip.compress(body, 9, mtime=0), media_type=_TYPES[path.suffix])

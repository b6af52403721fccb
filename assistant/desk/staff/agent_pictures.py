"""Decide from which addresses customers' pages may load agents' pictures. Pure."""

import re
from urllib.parse import SplitResult, urlsplit

_LONGEST = 500  # characters
_HTTPS = 443


FACE_ID = r"[0-9a-f]{32}"
_FACES = "faces/"


def face_address(face_id: str) -> str:
    """Return the address of a picture that an agent uploaded: a path below the chat's own."""
    return f"{_FACES}{face_id}"


def face_id_of(picture: str) -> str | None:
    """Return the id of a picture that an agent brought; None: it is none."""
    face_id = picture.removeprefix(_FACES)
    is_one = picture.startswith(_FACES) and re.fullmatch(FACE_ID, face_id)
    return face_id if is_one else None


def is_picture_address(url: str) -> bool:
    """Return whether customers' pages may load it: a secure address that names no user."""
    return _split(url) is not None


def is_at(url: str, home: str) -> bool:
    """Return whether customers' pages may load `url`, and it is on the host and port of `home`.

    No address is on a `home` without https: a page of the shop's would refuse the picture, or
    reveal on
    the way who talks to whom.
    """
    parts, own = _split(url), _split(home)
    return parts is not None and own is not None and _host(parts) == _host(own)


def _split(url: str) -> SplitResult | None:
    if not url.isprintable() or "\\" in url or " " in url or len(url) > _LONGEST:
        return None  # browsers read a backslash as a slash
    try:
        parts = urlsplit(url)
        named, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if parts.scheme == "https" and named and "@" not in parts.netloc else None


def _host(parts: SplitResult) -> tuple[str, int]:
    return (parts.hostname or "").rstrip("."), parts.port or _HTTPS

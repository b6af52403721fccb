"""Which addresses of agents' pictures customers' pages may be sent to. Pure."""

import re
from urllib.parse import SplitResult, urlsplit

_LONGEST = 500  # characters
_HTTPS = 443


FACE_ID = r"[0-9a-f]{32}"
_FACES = "faces/"


def face_address(face_id: str) -> str:
    """Return what stands for a picture that an agent brought: a path below the chat's own."""
    return f"{_FACES}{face_id}"


def face_id_of(picture: str) -> str | None:
    """Return the id of a picture that an agent brought; None: it is none."""
    face_id = picture.removeprefix(_FACES)
    is_one = picture.startswith(_FACES) and re.fullmatch(FACE_ID, face_id)
    return face_id if is_one else None


def is_picture_address(url: str) -> bool:
    """Return whether customers' pages may be sent there: a secure address that names no user."""
    return _split(url) is not None


def is_at(url: str, home: str) -> bool:
    """Return whether customers' pages may be sent there, and it is the host, and port, of `home`.

    Of a `home` without https nothing is: a page of the shop's would refuse it, or tell on the way
    who talks to whom.
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

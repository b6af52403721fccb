"""Whether a request was made by our own pages."""

from urllib.parse import urlsplit

from fastapi import Request


def comes_from_us(request: Request, url: str = "", *, must_say: bool = False) -> bool:
    """Return whether a browser says that our own page made the request, or says nothing.

    `url` is our public origin; without one, our pages' host is the one that was called. With
    `must_say`, a request that says nothing is not ours: where no token proves it, either.
    """
    origin = request.headers.get("origin")
    if origin is not None:
        if url:
            return origin == url.rstrip("/")
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host", "")
    site = request.headers.get("sec-fetch-site")
    return not must_say if site is None else site in ("same-origin", "none")

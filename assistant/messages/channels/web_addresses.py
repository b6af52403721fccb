"""Choose web addresses that can be opened elsewhere than on the shop's pages. Pure."""

from urllib.parse import urljoin, urlsplit


def web_address(url: str, *, base_url: str) -> str:
    """Return `url` as a full address; "": nobody could open it.

    A `url` that begins with `/` belongs to the shop at `base_url`; another path names a file.
    """
    try:
        whole = urljoin(base_url, url) if url.startswith("/") else url
        parts = urlsplit(whole)
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return whole if usable and not any(c.isspace() for c in whole) else ""

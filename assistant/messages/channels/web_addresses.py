"""Addresses that can be opened elsewhere than on the shop's pages. Pure."""

from urllib.parse import urljoin, urlsplit


def web_address(url: str, *, base_url: str) -> str:
    """Return the address that `url` is; "": nobody could open it.

    One that begins with `/` is of the shop at `base_url`; a path that does not names a file.
    """
    try:
        whole = urljoin(base_url, url) if url.startswith("/") else url
        parts = urlsplit(whole)
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return whole if usable and not any(c.isspace() for c in whole) else ""

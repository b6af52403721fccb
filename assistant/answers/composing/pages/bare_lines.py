"""Tell lines that state nothing from statements: labels, links, menus, questions alone. Pure."""

import regex

_LINK = regex.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SAYS = regex.compile(r"[\p{L}\p{N}]")
_FACT = regex.compile(r"[\p{N}@]")  # a link that names an address or a number states it
_PATH = regex.compile(r"\s*[>\u203a»→]\s*|\s+[/|·•]\s+")
_PATH_MARK = regex.compile(r"[>\u203a»→]")
_PATH_WORDS = 4  # of each part of a path


def is_link(text: str) -> bool:
    """Return whether a line is links and nothing else, none of which names a fact."""
    words = _LINK.findall(text)
    return bool(words) and not _SAYS.search(_LINK.sub("", text)) and not _FACT.search(str(words))


def is_path(text: str, *titles: str) -> bool:
    """Return whether a line says where its page stands: "Home > Help > Returns"."""
    parts = [part.strip() for part in _PATH.split(_LINK.sub(r"\1", text)) if part.strip()]
    if len(parts) < 2 or any(len(part.split()) > _PATH_WORDS for part in parts):  # noqa: PLR2004
        return False
    named = {title.casefold() for title in titles if title}
    marked = _PATH_MARK.search(text) is not None and not _FACT.search(text)
    return marked or any(part.casefold() in named for part in parts)


def is_question(text: str) -> bool:
    """Return whether a line asks, and does not answer."""
    return text.rstrip(' *_»"”').endswith("?")


def is_label(text: str) -> bool:
    """Return whether a line only names the lines below it: "Delivery:"."""
    return text.rstrip(" *_").endswith(":")

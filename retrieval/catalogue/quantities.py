"""Stock counts and yes/no cells, as exports write them."""

import re

from retrieval.catalogue.errors import UnreadableError

_COUNT = re.compile(r"([+-]?\d{1,12})(?:[.,]\d+)?")
_YES = frozenset({"1", "true", "yes", "y", "oui", "vrai", "on", "active"})
_NO = frozenset({"0", "2", "false", "no", "n", "non", "faux", "off"})  # 2: Magento's "disabled"


def parse_stock(text: str) -> int | None:
    """Return a count of pieces, not below 0; None when the cell is empty.

    "12.0000" is 12 and "12.5" is 12: a part of a piece cannot be sold.

    Raises:
        UnreadableError: it is no count.
    """
    cleaned = text.strip().replace("\u00a0", "").replace(" ", "")
    if not cleaned:
        return None
    found = _COUNT.fullmatch(cleaned)
    if found is None:
        message = f"{text[:40]!r} is not a stock: write a whole number, or nothing"
        raise UnreadableError(message)
    return max(0, int(found[1]))


def is_yes(text: str, *, default: bool) -> bool:
    """Return what a yes/no cell says; `default` when it is empty or says neither."""
    word = text.strip().lower()
    if word in _YES:
        return True
    return default if word not in _NO else False

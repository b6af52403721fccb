"""Read the cells of a row as values; an error names the column and says how to mend it."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urljoin

from retrieval.catalogue.tables.csv_tables import Row
from retrieval.catalogue.types import Money, UnreadableError
from retrieval.catalogue.written_prices import parse_money

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


def holds_on(first: date | None, last: date | None, today: date | None) -> bool:
    """Return whether a reduction between two days holds today; an undated one always does."""
    if first is None and last is None:
        return True
    return (
        today is not None and (first is None or first <= today) and (last is None or today <= last)
    )


def is_yes(text: str, *, default: bool) -> bool:
    """Return whether a yes/no cell says yes; `default` when it is empty or says neither."""
    word = text.strip().lower()
    if word in _YES:
        return True
    return default if word not in _NO else False


def money_cell(row: Row, *names: str, currency: str) -> Money | None:
    """Return the price in the first filled of the named cells, None when all are empty.

    Raises:
        UnreadableError: it is no price.
    """
    text = row.get(*names)
    if not text:
        return None
    try:
        return parse_money(text, currency)
    except UnreadableError as error:
        message = f"{names[0]}: {error}"
        raise UnreadableError(message) from error


def stock_cell(row: Row, *names: str) -> int | None:
    """Return the stock in the first filled of the named cells, None when all are empty.

    Raises:
        UnreadableError: it is no count.
    """
    try:
        return parse_stock(row.get(*names))
    except UnreadableError as error:
        message = f"{names[0]}: {error}"
        raise UnreadableError(message) from error


def reduced_from(price: Money | None, before: Money | None) -> Money | None:
    """Return the price before a reduction, None when it is none: not above today's price."""
    if price is None or before is None or before.currency != price.currency:
        return None
    return before if before.amount_minor > price.amount_minor else None


def lines_of(text: str) -> tuple[str, ...]:
    """Return the values of a cell that has one on each line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def parts_of(text: str, mark: str) -> tuple[str, ...]:
    """Return the stripped, filled parts of a cell between `mark`s."""
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def address(shop_url: str, path: str) -> str:
    """Return a web address for a path of the shop; "" when neither says where that is."""
    if path.startswith(("http://", "https://", "//")):
        return path if path[0] == "h" else f"https:{path}"
    return urljoin(f"{shop_url.rstrip('/')}/", path.lstrip("/")) if shop_url and path else ""


def attributes_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the distinct pairs whose name and value are filled, in order."""
    return tuple(dict.fromkeys((name, value) for name, value in pairs if name and value))

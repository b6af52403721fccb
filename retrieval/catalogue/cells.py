"""Cells of a row as values; an error names the column and says what to mend."""

from collections.abc import Iterable
from urllib.parse import urljoin

from retrieval.catalogue.errors import UnreadableError
from retrieval.catalogue.written_prices import parse_money
from retrieval.catalogue.quantities import parse_stock
from retrieval.catalogue.csv_tables import Row
from retrieval.catalogue.catalogue_types import Money


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

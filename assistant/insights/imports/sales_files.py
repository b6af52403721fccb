"""Keep sales, from files of order lines or from the shop system.

They give rates a denominator, and tell which customers bought after they wrote (`purchases.py`).
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.commerce.basket_tokens import NAME, read_token
from assistant.commerce.ports import OrderBook
from assistant.commerce.sales import SoldLine
from assistant.insights.analysis_errors import ImportFileError
from assistant.insights.analysis_rows import ExposureKind, ExposureRow
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.import_payloads import read_moment, utc
from assistant.insights.imports.imported_tables import read_table
from assistant.insights.imports.known_costs import CostedSale, remove_costs, write_costs
from assistant.insights.imports.return_reasons import read_cause
from assistant.insights.imports.text_files import ImportFolder, lock_folder
from assistant.insights.signals.sold_things import SoldThings

_MINOR = 100
_FORGOTTEN = ".forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Hold one line of an order; its customer is a keyed hash."""

    at: datetime  # aware, UTC
    product: str  # id, SKU or title, as the file or the shop has it
    title: str = ""  # where the shop's id may be none of the catalogue's
    units: float = 1.0
    amount_minor: int = 0  # of the line, in the smallest unit of its currency; 0: unknown
    returned: float = 0.0  # units of these that came back
    returned_minor: int = 0  # the part of `amount_minor` that was paid for them
    returned_for: str = ""  # a `ReturnCause`; "": none is told, or nothing came back
    region: str = ""
    customer: str = ""  # key; "": unknown
    line: str = ""  # key of the order, and the number of the line in it; "": unknown
    basket: str = ""  # key of the chat's basket that the order came of; "": of none, or unknown
    tax_minor: int | None = None  # that `amount_minor` contains; None: unknown
    cost_minor: int | None = None  # that the shop paid for `units`, without tax; None: unknown


class SaleLine(BaseModel):
    """Hold a row of the file, checked."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    at: Annotated[datetime, BeforeValidator(read_moment)] = Field(
        validation_alias=AliasChoices("at", "date", "order_date", "created_at", "date_commande")
    )
    product: str = Field(
        min_length=1, validation_alias=AliasChoices("product", "product_id", "sku", "produit")
    )
    units: float = Field(
        1, ge=0, validation_alias=AliasChoices("units", "quantity", "qty", "quantite")
    )
    total: Decimal = Field(
        Decimal(0), ge=0, validation_alias=AliasChoices("total", "amount", "line_total", "montant")
    )
    returned: float = Field(
        0, ge=0, validation_alias=AliasChoices("returned", "returned_units", "retournes")
    )
    return_reason: str = Field(
        "", validation_alias=AliasChoices("return_reason", "reason", "motif_retour", "motif")
    )
    region: str = Field("", max_length=20, validation_alias=AliasChoices("region", "country"))
    customer: str = Field(
        "", validation_alias=AliasChoices("customer", "customer_id", "client", "client_id")
    )
    order: str = Field(
        "", validation_alias=AliasChoices("order", "order_id", "order_number", "commande")
    )
    basket: str = Field("", validation_alias=AliasChoices("basket", NAME, "panier"))
    cost: Decimal | None = Field(
        None, ge=0, validation_alias=AliasChoices("cost", "unit_cost", "cout")
    )  # of a unit


def read_sales(path: Path, *, secret: bytes) -> Iterator[Sale]:
    """Yield the lines of a file of orders, CSV or JSON lines.

    A customer is named by their id in the shop system, as the customers of conversations are. Of
    the customer, the order's number and the token of a basket, only keyed hashes are kept.

    Raises:
        ImportFileError: it cannot be read; the first line that is wrong is named.
    """
    lines = LineKeys(secret)
    for number, row in read_table(path, needs=("product", "product_id", "sku", "produit")):
        try:
            line = SaleLine.model_validate({k: v for k, v in row.items() if v not in {"", None}})
        except ValidationError as error:
            first = error.errors()[0]
            msg = f"{path}, line {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise ImportFileError(msg) from None
        said = line.customer.strip()
        yield Sale(
            at=utc(line.at),
            product=line.product.strip(),
            units=line.units,
            amount_minor=(amount := int(line.total * _MINOR)),
            returned=line.returned,
            returned_minor=_part(amount, line.returned, line.units),
            returned_for=_cause(line.returned, line.return_reason),
            region=line.region.strip(),
            customer=customer_key(secret, "customer", said) if said else "",
            line=lines.next_of(line.order.strip()),
            basket=basket_key(secret, read_token(line.basket.strip())),
            cost_minor=None
            if line.cost is None
            else round(line.cost * Decimal(line.units) * _MINOR),
        )


@dataclass(slots=True)
class LineKeys:
    """Give the lines of orders their keys, as the lines come."""

    secret: bytes
    told: Counter[str] = field(default_factory=Counter)

    def next_of(self, order: str) -> str:
        """Return the key of an order's next line; "": the order is not known."""
        if not order:
            return ""
        key = customer_key(self.secret, "order", order)
        self.told[key] += 1
        return f"{key}/{self.told[key]}"


def basket_key(secret: bytes, token: str) -> str:
    """Return the key of a basket; "": of none.

    The shop's people see tokens beside names: what is kept here leads back to neither.
    """
    return customer_key(secret, "basket", token) if token else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleFiles(ImportFolder):
    """Keep one file of sales for each import, in a folder.

    Later sales of a customer who was erased are kept without a customer.
    """

    def add(self, name: str, sales: Sequence[Sale]) -> int:
        """Keep sales under a name, replacing the sales kept under it before; return how many."""
        with lock_folder(self.folder):
            return self._write(name, sales)

    def renew(self, name: str, sales: Sequence[Sale], *, since: datetime) -> int:
        """Replace the sales of a moment and after; return how many the new ones are."""
        with lock_folder(self.folder):
            old = [sale for sale in self.sales(name) if sale.at < since]
            self._write(name, [*old, *sales])
        return len(sales)

    def _write(self, name: str, sales: Sequence[Sale]) -> int:
        gone = self._forgotten()
        kept = (
            replace(one, customer="", basket="") if one.customer in gone else one for one in sales
        )
        draft = self.folder / f".{name}.part"
        draft.write_bytes(b"".join(orjson.dumps(asdict(sale)) + b"\n" for sale in kept))
        draft.replace(self.folder / f"{name}.jsonl")
        write_costs(self.folder, name, _costed(sales))
        return len(sales)

    def remove(self, name: str) -> bool:
        is_gone = ImportFolder.remove(self, name)
        remove_costs(self.folder, name)  # last: whoever has the folder locked may write them again
        return is_gone

    def sales(self, name: str = "") -> Iterator[Sale]:
        """Yield every sale, or those that are kept under a name."""
        for path in self._paths():
            if not name or path.stem == name:
                yield from _read(path)

    def forget(self, customer: str) -> int:
        """Remove the customer from their sales; return how many. The sales themselves stay."""
        with lock_folder(self.folder):
            return self._forget(customer)

    def _forget(self, customer: str) -> int:
        with (self.folder / _FORGOTTEN).open("a", encoding="ascii") as file:
            file.write(f"{customer}\n")
        gone = 0
        for path in self._paths():
            sales = list(_read(path))
            own = sum(sale.customer == customer for sale in sales)
            if own:
                self._write(path.stem, sales)
                gone += own
        return gone

    def _forgotten(self) -> frozenset[str]:
        """Return the keys of customers who were erased: the shop goes on reporting their orders."""
        try:
            return frozenset((self.folder / _FORGOTTEN).read_text("ascii").split())
        except FileNotFoundError:
            return frozenset()


def _part(amount_minor: int, returned: float, units: float) -> int:
    """Return the part of an amount that was paid for the units that came back."""
    return round(amount_minor * min(returned / units, 1)) if units else 0


def _cause(returned: float, reason: str) -> str:
    return (read_cause(reason) or "") if returned else ""


def _costed(sales: Iterable[Sale]) -> Iterator[CostedSale]:
    for one in sales:
        if one.cost_minor is not None and one.units > 0:
            yield CostedSale(
                product=one.product, at=one.at, units=one.units, cost_minor=one.cost_minor
            )


def _read(path: Path) -> Iterator[Sale]:
    with path.open("rb") as file:
        for line in file:
            row: dict[str, Any] = orjson.loads(line)
            yield Sale(**{**row, "at": datetime.fromisoformat(row["at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldUnits:
    """Count the units of each product sold a day; implements `ports.Exposures`."""

    sales: Sequence[Sale]
    shop: SoldThings

    def rows(self) -> Iterator[ExposureRow]:
        units: dict[tuple[date, str, str, str], float] = {}
        for sale in self.sales:
            product, variant = self.shop.find(sale.product, sale.title)
            key = (sale.at.date(), product, variant, sale.region)
            units[key] = units.get(key, 0.0) + sale.units
        for (day, product, variant, region), count in sorted(units.items()):
            yield ExposureRow(
                day=day,
                kind=ExposureKind.UNITS_SOLD,
                product_id=product,
                variant_id=variant,
                category=self.shop.categories.get(product, ""),
                region=region,
                count=count,
            )


SHOP_FILE = "_shop"
"""Name that the shop's sales are kept under; no import can have it."""

FIRST_LOOK_BACK = timedelta(days=400)
"""Time before now that is read the first time: a year and some weeks, for seasons."""

NEXT_LOOK_BACK = timedelta(days=35)
"""Time before the newest sale that is read again: orders may be cancelled or changed in it."""


async def take_in_sales(
    orders: OrderBook, files: SaleFiles, *, secret: bytes, now: datetime
) -> int:
    """Read the sales since the last time, and some days before it; return how many lines.

    Raises:
        ShopUnavailableError: the shop system does not answer; the sales kept before stay.
    """
    kept = await asyncio.to_thread(lambda: list(files.sales(SHOP_FILE)))
    newest = max((sale.at for sale in kept), default=now - FIRST_LOOK_BACK + NEXT_LOOK_BACK)
    since = newest - NEXT_LOOK_BACK
    lines = LineKeys(secret)
    new = [_sale(line, lines) async for line in orders.sold_since(since)]
    return await asyncio.to_thread(partial(files.renew, SHOP_FILE, new, since=since))


def _sale(line: SoldLine, lines: LineKeys) -> Sale:
    said, secret = line.customer_id.strip(), lines.secret
    back = line.back.amount_minor if line.back else None
    return Sale(
        at=line.at,
        product=line.product_id or line.title,
        title=line.title,
        units=line.quantity,
        amount_minor=line.paid.amount_minor,
        returned=line.returned,
        returned_minor=_part(line.paid.amount_minor, line.returned, line.quantity)
        if back is None
        else back,
        returned_for=_cause(line.returned, line.return_reason),
        region=line.region,
        customer=customer_key(secret, "customer", said) if said else "",
        line=lines.next_of(line.order_id),
        basket=basket_key(secret, read_token(line.basket)),
        tax_minor=line.tax.amount_minor if line.tax else None,
        cost_minor=line.cost.amount_minor if line.cost else None,
    )

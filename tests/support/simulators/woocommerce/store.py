"""What a simulated WooCommerce shop keeps, in the shapes of its REST API.

`fixtures/` has every field of the documented resources, with nothing in them.
"""

import copy
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_FIXTURES = Path(__file__).parent / "fixtures"
_OFFSET = timedelta(hours=1)  # of the site's time zone


@functools.cache
def _fixture(name: str) -> str:
    return (_FIXTURES / f"{name}.json").read_text(encoding="utf-8")


def blank(name: str) -> Json:
    """Return a resource with every field and nothing in it."""
    made: Json = json.loads(_fixture(name))
    return made


def amount(value: Decimal | str | float) -> str:
    return f"{Decimal(str(value)):.2f}"


@dataclass
class Store:
    """All of it; tests change it as staff would."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    currency: str = "EUR"
    orders: dict[int, Json] = field(default_factory=dict)
    customers: dict[int, Json] = field(default_factory=dict)
    products: dict[int, Json] = field(default_factory=dict)
    variations: dict[int, Json] = field(default_factory=dict)
    categories: list[Json] = field(default_factory=list)
    pages: list[Json] = field(default_factory=list)  # WordPress's
    page_settings: dict[str, str] = field(default_factory=dict)  # of the shop's own pages, by name
    refunds: dict[int, list[Json]] = field(default_factory=dict)  # by order
    notes: dict[int, list[Json]] = field(default_factory=dict)  # by order
    coupons: list[Json] = field(default_factory=list)
    gateways: dict[str, Json] = field(default_factory=dict)
    stock_taken: dict[int, int] = field(default_factory=dict)  # by line: pieces counted out
    changed: list[tuple[str, Json]] = field(default_factory=list)  # (topic, resource) for webhooks
    broken_gateways: set[str] = field(default_factory=set)
    _last: int = 5000

    def next_id(self) -> int:
        self._last += 1
        return self._last

    def stamp(self, row: Json, name: str, at: datetime | None = None) -> None:
        at = at or self.now()
        row[name] = (at + _OFFSET).strftime("%Y-%m-%dT%H:%M:%S")
        row[f"{name}_gmt"] = at.strftime("%Y-%m-%dT%H:%M:%S")

    def touch(self, topic: str, row: Json) -> None:
        self.stamp(row, "date_modified")
        self.changed.append((topic, copy.deepcopy(row)))

    def bought(self, line: Json) -> Json | None:
        return self.variations.get(line["variation_id"]) or self.products.get(line["product_id"])

    def move_stock(self, line: Json, pieces: int) -> None:
        """Count pieces back, or out where they are below zero, if they are counted at all."""
        sold = self.bought(line)
        if sold is None or not sold["manage_stock"] or not pieces:
            return
        sold["stock_quantity"] += pieces
        sold["stock_status"] = "instock" if sold["stock_quantity"] > 0 else "outofstock"
        self.stock_taken[line["id"]] = self.stock_taken.get(line["id"], 0) - pieces
        self.touch("product.updated", sold)

    def add_meta(self, row: Json, given: list[Json]) -> None:
        """Write rows by key: null deletes one, as WordPress does."""
        for one in given:
            kept = [m for m in row["meta_data"] if m["key"] == one["key"]]
            if one.get("value") is None:
                row["meta_data"] = [m for m in row["meta_data"] if m["key"] != one["key"]]
            elif kept:
                kept[0]["value"] = one["value"]
            else:
                row["meta_data"].append(
                    {"id": self.next_id(), "key": one["key"], "value": one["value"]}
                )

    def make_line(self, given: Json, **more: object) -> Json:
        """Return a new line of what is bought; a variation's choices show in its meta data."""
        line = blank("line_item") | {"id": self.next_id(), "product_id": given["product_id"]}
        line["variation_id"] = given.get("variation_id", 0)
        line["quantity"] = given.get("quantity", 1)
        sold, parent = self.bought(line), self.products[line["product_id"]]
        assert sold is not None
        line["name"] = sold["name"]
        price = amount(Decimal(sold["price"]) * line["quantity"])
        line["subtotal"] = amount(given.get("subtotal", price))
        line["total"] = amount(given.get("total", price))
        line["price"] = float(line["total"]) / line["quantity"]
        if line["variation_id"]:
            line["parent_name"] = parent["name"]
            line["meta_data"] = [
                {
                    "id": self.next_id(),
                    "key": one["name"].lower(),
                    "value": one["option"].lower(),
                    "display_key": one["name"],
                    "display_value": one["option"],
                }
                for one in sold["attributes"]
            ]
        self.add_meta(line, given.get("meta_data", []))
        for one in line["meta_data"]:
            one.setdefault("display_key", one["key"])
            one.setdefault("display_value", one["value"])
        return line | more

    def total_up(self, order: Json) -> None:
        rows = (*order["line_items"], *order["shipping_lines"], *order["fee_lines"])
        tax = sum((Decimal(row["total_tax"]) for row in rows), Decimal(0))
        order["total_tax"] = amount(tax)
        order["total"] = amount(sum((Decimal(row["total"]) for row in rows), tax))

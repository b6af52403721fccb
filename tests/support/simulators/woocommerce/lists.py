"""What the simulated shop finds: filters, order and pages of its lists."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from tests.support.simulators.woocommerce.changes import RefusedError
from tests.support.simulators.woocommerce.store import Json, Store

MAX_PER_PAGE = 100
_DEFAULT_PER_PAGE = 10
_HIDDEN = ("trash", "auto-draft", "checkout-draft")

Params = Mapping[str, str]


@dataclass
class Page:
    """One page, with what its headers say."""

    rows: list[Json]
    total: int
    pages: int


def paged(rows: list[Json], params: Params) -> Page:
    """Return the page that is asked for; more than 100 rows are refused."""
    per_page, page = int(params.get("per_page", _DEFAULT_PER_PAGE)), int(params.get("page", 1))
    if not 1 <= per_page <= MAX_PER_PAGE or page < 1:
        raise RefusedError(400, "rest_invalid_param")
    start = (page - 1) * per_page
    return Page(
        rows=[_only(row, params.get("_fields", "")) for row in rows[start : start + per_page]],
        total=len(rows),
        pages=ceil(len(rows) / per_page),
    )


_EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_ORDERBY = frozenset({"date", "modified", "id", "include", "title", "slug"})


def check_orderby(params: Params, *more: str) -> None:
    """Refuse an order that the documentation does not name for a list."""
    if params.get("orderby", "date") not in _ORDERBY | set(more):
        raise RefusedError(400, "rest_invalid_param")


def orders(store: Store, params: Params) -> list[Json]:
    check_orderby(params)
    rows = [row for row in store.orders.values() if row["status"] not in _HIDDEN]
    filters: dict[str, Callable[[Json, str], bool]] = {
        "customer": lambda row, said: row["customer_id"] == int(said),
        "parent": lambda row, said: row["parent_id"] == int(said),
        "search": _mentions,
        "after": lambda row, said: row["date_created_gmt"] > said,
        "modified_after": lambda row, said: row["date_modified_gmt"] > said,
    }
    for name, keeps in filters.items():
        if name in params:
            rows = [row for row in rows if keeps(row, params[name])]
    by = {"date": "date_created_gmt", "modified": "date_modified_gmt", "id": "id"}
    name = by[params.get("orderby", "date")]
    return sorted(
        rows, key=lambda row: (row[name], row["id"]), reverse=params.get("order") != "asc"
    )


def customers(store: Store, params: Params) -> list[Json]:
    check_orderby(params, "name", "registered_date")
    rows = [
        row
        for row in store.customers.values()
        if params.get("role", "customer") in ("all", row["role"])
    ]
    if "email" in params and not _EMAIL.fullmatch(params["email"]):
        raise RefusedError(400, "rest_invalid_param")  # WordPress' is_email()
    if "email" in params:
        rows = [row for row in rows if row["email"].lower() == params["email"].lower()]
    if "search" in params:
        wanted = _collate(params["search"])
        rows = [
            row
            for row in rows
            if wanted in _collate(f"{row['first_name']} {row['last_name']}\n{row['email']}")
        ]
    return rows


def products(store: Store, params: Params) -> list[Json]:
    check_orderby(params, "popularity", "rating", "price", "menu_order")
    included = {int(one) for one in params.get("include", "").split(",") if one}
    status = params.get("status", "any")
    rows = [
        row
        for row in store.products.values()
        if (not included or row["id"] in included) and status in ("any", row["status"])
    ]
    return _by_id(rows, params)


def coupons(store: Store, params: Params) -> list[Json]:
    """Return the coupons; `code` finds the one that has it, in lower case as they are kept."""
    check_orderby(params)
    return [row for row in store.coupons if params.get("code", row["code"]) == row["code"]]


def categories(store: Store, params: Params) -> list[Json]:
    check_orderby(params, "name", "count", "term_group", "description")
    return _by_id(store.categories, params)


def pages(store: Store, params: Params) -> list[Json]:
    """Return the published pages, as WordPress gives them to everybody."""
    check_orderby(params, "author", "parent", "relevance", "menu_order")
    return _by_id([row for row in store.pages if row["status"] == "publish"], params)


def _by_id(rows: list[Json], params: Params) -> list[Json]:
    """Return rows by id where that is asked for, else as they are kept."""
    if params.get("orderby") != "id":
        return rows
    return sorted(rows, key=lambda row: int(row["id"]), reverse=params.get("order") != "asc")


def variations(store: Store, product_id: int, params: Params) -> list[Json]:
    check_orderby(params)
    rows = [row for row in store.variations.values() if row["parent_id"] == product_id]
    return sorted(rows, key=lambda row: row["id"], reverse=params.get("order") != "asc")


def _mentions(order: Json, said: str) -> bool:
    """Return whether an order has the text in it: its number or who it is for."""
    billing = order["billing"]
    places = (order["number"], billing["email"], billing["first_name"], billing["last_name"])
    return any(_collate(said) in _collate(place) for place in places)


def _collate(text: str) -> str:
    """Return a text as MySQL's usual collation compares it: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def _only(row: Json, fields: str) -> Json:
    if not fields:
        return row
    return {name: row[name] for name in fields.split(",") if name in row}

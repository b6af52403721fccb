"""Show the limits of exceptions as fields of a form, and read them back. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from assistant.answers.amount_text import major_units
from assistant.commerce.amounts import Money
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import AutonomyTable, GoodwillLimit, GoodwillName
from retrieval.catalogue.written_prices import parse_money

ROLES = (Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN)
_AMOUNT = re.compile(r"\s*(\d[\d\s]*(?:[.,]\d{1,3})?)\s*([A-Z]{3})\s*(?:[,;]|$)")
_COUNTS = ("per_order", "per_customer", "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """Hold the fields of one role and exception, as they are shown."""

    exception: str
    role: Role
    may: bool = False
    amounts: str = ""  # "20 EUR, 15 GBP"; "": any
    counts: Mapping[str, str] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()  # fields that cannot be read

    def name(self, part: str) -> str:
        """Return the name of a field of the form."""
        return f"goodwill.{self.exception}.{self.role}.{part}"


def limit_rows(table: AutonomyTable, chosen: Mapping[str, str] | None = None) -> list[LimitRow]:
    """Return a row for each exception and role: as the table has it, or as it was sent."""
    if chosen is not None:
        return [_sent(name, role, chosen) for name in get_args(GoodwillName) for role in ROLES]
    return [
        _kept(name, role, table.limits(name).get(role))
        for name in get_args(GoodwillName)
        for role in ROLES
    ]


def limits_of(rows: list[LimitRow]) -> dict[str, dict[str, Any]]:
    """Return the part of the table that rows without mistakes stand for."""
    limits: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.may:
            counts = {name: int(said) for name, said in row.counts.items() if said}
            amounts = read_amounts(row.amounts) or {}
            limits.setdefault(row.exception, {})[row.role.value] = {"max_minor": amounts, **counts}
    return limits


def amounts_of(max_minor: Mapping[str, int]) -> str:
    """Return amounts in minor units as "20.00 EUR, 3000 JPY"; "": there are none."""
    amounts = (Money(amount_minor=minor, currency=one) for one, minor in max_minor.items())
    return ", ".join(f"{major_units(one)} {one.currency}" for one in amounts)


def _kept(name: str, role: Role, limit: GoodwillLimit | None) -> LimitRow:
    if limit is None:
        return LimitRow(exception=name, role=role)
    counts = {one: str(getattr(limit, one) or "") for one in _COUNTS}
    amounts = amounts_of(limit.max_minor)
    return LimitRow(exception=name, role=role, may=True, amounts=amounts, counts=counts)


def _sent(name: str, role: Role, chosen: Mapping[str, str]) -> LimitRow:
    row = LimitRow(exception=name, role=role)
    amounts = chosen.get(row.name("amounts"), "").strip()
    counts = {one: chosen.get(row.name(one), "").strip() for one in _COUNTS}
    wrong = {
        one for one, said in counts.items() if said and not re.fullmatch(r"[1-9]\d{0,3}", said)
    }
    if read_amounts(amounts) is None:
        wrong.add("amounts")
    may = bool(chosen.get(row.name("may")))
    return LimitRow(
        exception=name,
        role=role,
        may=may,
        amounts=amounts,
        counts=counts,
        wrong=frozenset(wrong) if may else frozenset(),
    )


def read_amounts(said: str) -> dict[str, int] | None:
    """Return minor units by currency of "20 EUR, 15,50 GBP"; None: it cannot be read.

    An amount in a currency that has one already cannot be read.
    """
    found = list(_each(said))
    amounts = dict(one for one in found if one is not None)
    return amounts if len(amounts) == len(found) else None


def _each(said: str) -> Iterator[tuple[str, int] | None]:
    at = 0
    while at < len(said):
        match = _AMOUNT.match(said, at)
        if match is None:
            yield None
            return
        try:
            money = parse_money(match[1], match[2])
        except ValueError:
            yield None
            return
        yield money.currency, money.amount_minor
        at = match.end()

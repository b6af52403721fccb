"""Find every value that a message names, by rules: call `read_entities`."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, TypeVar

from assistant.understanding.entities.dictated_values import (
    CODE_DIGITS,
    find_dictated_code,
    find_dictated_emails,
    find_dictated_orders,
)
from assistant.understanding.entities.order_numbers import DEFAULT_PATTERN, find_orders
from assistant.understanding.entities.payment_mentions import find_mentions
from assistant.understanding.entities.person_details import find_code, find_emails, find_name
from assistant.understanding.entities.positions import find_dates, find_positions, find_quantities
from assistant.understanding.entities.postal_addresses import find_address
from assistant.understanding.entities.postcodes import find_postcodes
from assistant.understanding.entities.yes_no_answers import corrects, read_answer
from assistant.understanding.types import Entities, Entity, ExpectedEntity

T = TypeVar("T")

_CODE = re.compile(rf"\d{{{CODE_DIGITS}}}")

NOTHING_EXPECTED: frozenset[ExpectedEntity] = frozenset()


def read_entities(
    text: str,
    *,
    wanted: AbstractSet[ExpectedEntity] = NOTHING_EXPECTED,
    today: date | None = None,
    order_pattern: str = DEFAULT_PATTERN,
) -> Entities:
    """Return the values that `text` names, each with the place where it is written.

    `wanted` are the values that the customer was just asked for. `today` is the customer's date,
    which dates need; None: no dates are read. Words inside an e-mail address or a postal address
    count as nothing else.
    """
    emails = find_emails(text)
    if ExpectedEntity.EMAIL in wanted:
        emails = _in_order(emails + _outside(find_dictated_emails(text), emails))
    address = find_address(text, wanted=ExpectedEntity.ADDRESS in wanted)
    dictated = _dictated_orders(text, wanted, emails)
    if ExpectedEntity.ADDRESS not in wanted and address and not _outside((address,), dictated):
        address = None  # "order 1048 4263 thanks" is as an address is written
    code = _code(text, [*emails, *dictated]) if ExpectedEntity.CODE in wanted else None
    taken: list[Entity[Any]] = [*emails, *(one for one in (address, code) if one is not None)]
    asked_number = ExpectedEntity.ORDER in wanted and code is None
    postcodes = find_postcodes(text, wanted=ExpectedEntity.POSTCODE in wanted)
    dictated = _outside(dictated, taken)
    orders = find_orders(text, pattern=order_pattern, wanted=asked_number)
    orders = _in_order(dictated + _outside(orders, [*taken, *dictated]))
    if address is None:
        postcodes = _outside(postcodes, [*orders, *emails])
    dates = find_dates(text, today=today) if today else ()
    taken += [*orders, *postcodes, *dates]
    return Entities(
        orders=orders,
        emails=emails,
        code=code,
        name=find_name(text, wanted=ExpectedEntity.NAME in wanted),
        postcodes=postcodes,
        address=address,
        dates=dates,
        quantities=_outside(find_quantities(text), taken),
        positions=_outside(find_positions(text), taken),
        methods=_outside(find_mentions(text), emails),
        answer=read_answer(text),
        corrects=corrects(text),
    )


def _in_order(found: tuple[Entity[T], ...]) -> tuple[Entity[T], ...]:
    return tuple(sorted(found, key=lambda one: one.start))


def _dictated_orders(
    text: str, wanted: AbstractSet[ExpectedEntity], emails: Sequence[Entity[str]]
) -> tuple[Entity[str], ...]:
    """Return the order numbers that are said in words, where one was asked for.

    Beside an e-mail address, letters and digits in groups are one unasked: "BM 10 48 39 30".
    """
    found = _outside(find_dictated_orders(text), emails)
    if ExpectedEntity.ORDER not in wanted:
        return tuple(one for one in found if emails and one.value[:1].isalpha())
    if ExpectedEntity.CODE not in wanted:
        return found
    return tuple(one for one in found if not _CODE.fullmatch(one.value))


def _code(text: str, taken: Sequence[Entity[Any]]) -> Entity[str] | None:
    """Return the code that was asked for: its digits, else the digits that are said in words."""
    return next(
        (
            one
            for one in (find_code(text), find_dictated_code(text))
            if one is not None and _outside((one,), taken)
        ),
        None,
    )


def _outside(found: tuple[Entity[T], ...], taken: Sequence[Entity[Any]]) -> tuple[Entity[T], ...]:
    return tuple(
        one for one in found if not any(one.start < t.end and t.start < one.end for t in taken)
    )

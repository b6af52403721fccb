"""Show the rows of operations and topics as fields of a form, and read them back. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from assistant.answers.amount_text import write_amount
from assistant.commerce.customer import ANONYMOUS
from assistant.console.account.goodwill_limits_form import amounts_of, read_amounts
from assistant.console.shell.texts import texts
from assistant.conversation.message import Language
from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomyTable,
    CustomerKind,
    OperationName,
    OperationRow,
    Topic,
)
from assistant.operations.operation_register import OPERATIONS
from retrieval.catalogue.types import Money

Part = Literal["operations", "topics"]
_KIND: TypeAdapter[str] = TypeAdapter(CustomerKind)
_MOST_CHECKED = 0.5  # as `AutonomyRow.checked_share` says


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """Hold the fields of one operation or topic, named as the columns of the table are."""

    part: Part
    subject: str
    fields: Mapping[str, str]  # column -> text; level "": the table has no row
    wrong: frozenset[str] = frozenset()  # columns that cannot be read

    def name(self, column: str) -> str:
        """Return the name of a field of the form."""
        return f"{self.part}.{self.subject}.{column}"

    @property
    def is_limited(self) -> bool:
        """Return whether a folded column has a value."""
        return any(self.fields.get(column) for column in FOLDED)


FOLDED = ("max_minor", "stricter_for", "checked_share", "ordered_by")
"""Columns that most rows leave empty, so that the form folds them."""


def subject_rows(table: AutonomyTable, chosen: Mapping[str, str] | None = None) -> list[SubjectRow]:
    """Return a row for each operation and topic: as the table has it, or as it was sent.

    A field that was not sent is as the table has it.
    """
    kept = [_kept("operations", name, table.operations.get(name)) for name in _OPERATIONS]
    kept += [_kept("topics", name, table.topics.get(name)) for name in Topic]
    return kept if chosen is None else [_sent(row, chosen) for row in kept]


_OPERATIONS: tuple[OperationName, ...] = get_args(OperationName)


def rows_of(rows: list[SubjectRow]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the parts of the table that rows without mistakes stand for."""
    parts: dict[str, dict[str, dict[str, Any]]] = {"operations": {}, "topics": {}}
    for row in rows:
        if row.fields["level"]:
            read = {column: _read(column, text) for column, text in row.fields.items() if text}
            parts[row.part][row.subject] = read
    return parts


def _kept(part: Part, name: str, row: AutonomyRow | None) -> SubjectRow:
    kind = OperationRow if part == "operations" else AutonomyRow
    values = row.model_dump(mode="json") if row else {"level": "", "approver": ""}
    spelt = {column: _spell(values.get(column)) for column in kind.model_fields}
    spelt["checked_share"] = _spell_share(row.checked_share if row else 0.0)
    if part == "operations" and not _is_checked(name):
        del spelt["checked_share"]
    return SubjectRow(part=part, subject=str(name), fields=spelt)


def _spell(value: Any) -> str:  # noqa: ANN401  # of whatever column
    if isinstance(value, dict):
        return amounts_of(value)
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _is_checked(name: str) -> bool:
    """Tell whether an operation has an effect that a person could look at first."""
    operation = OPERATIONS[name]
    return operation.done is not None and not operation.of_basket


def _spell_share(share: float) -> str:
    """Return a share as people write it: 0.05 is "5"; none is ""."""
    return f"{share * 100:g}" if share else ""


def _read_share(text: str) -> float | None:
    """Return the share of "5", "5 %" or "2,5"; None: it is none, or more than a half."""
    said = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(said or 0) / 100
    except ValueError:
        return None
    return round(share, 4) if 0 <= share <= _MOST_CHECKED else None


def _read(column: str, text: str) -> Any:  # noqa: ANN401
    if column == "checked_share":
        return _read_share(text) or 0.0
    if column == "max_minor":
        return read_amounts(text) or {}
    return read_kinds(text) if column == "stricter_for" else text


def _sent(row: SubjectRow, chosen: Mapping[str, str]) -> SubjectRow:
    fields = {
        column: chosen.get(row.name(column), text).strip() for column, text in row.fields.items()
    }
    if row.name("stricter_for") in chosen:  # with it come the boxes that are ticked
        ticked = _ticked(row.name("stricter_for"), chosen)
        typed = read_kinds(fields["stricter_for"])
        fields["stricter_for"] = ", ".join(dict.fromkeys([*ticked, *typed]))
    sent = SubjectRow(part=row.part, subject=row.subject, fields=fields)
    wrong = set[str]()
    if read_amounts(fields.get("max_minor", "")) is None:
        wrong.add("max_minor")
    if _read_share(fields.get("checked_share", "")) is None:
        wrong.add("checked_share")
    if not all(map(_is_kind, read_kinds(fields["stricter_for"]))):
        wrong.add("stricter_for")
    if sent.is_limited and not fields["level"]:
        wrong.add("level")
    return SubjectRow(part=row.part, subject=row.subject, fields=fields, wrong=frozenset(wrong))


def _ticked(name: str, chosen: Mapping[str, str]) -> list[str]:
    return [one.removeprefix(f"{name}.") for one in chosen if one.startswith(f"{name}.")]


def kinds_offered(rows: Iterable[SubjectRow], tags: Iterable[str]) -> list[str]:
    """Return the kinds of customer to choose from, in lower case.

    They are who has not proven who they are, the `tags` that the shop's settings name, and what any
    row has.
    """
    named = [kind for row in rows for kind in read_kinds(row.fields["stricter_for"])]
    others = {kind for kind in (*map(str.lower, tags), *named) if _is_kind(kind)}
    return [ANONYMOUS, *sorted(others - {ANONYMOUS})]


def say_amounts(said: str, language: Language) -> str:
    """Return the amounts of a field as a language writes them; unreadable ones as typed."""
    amounts = read_amounts(said)
    if amounts is None:
        return said
    money = (Money(amount_minor=minor, currency=one) for one, minor in amounts.items())
    return ", ".join(write_amount(one, language) for one in money)


def say_kinds(said: str, language: Language) -> str:
    """Return the kinds of customer of a field, in words where there are any."""
    known = texts(language)
    return ", ".join(known.get(f"customer_kind.{one}", one) for one in read_kinds(said))


def read_kinds(said: str) -> list[str]:
    """Return the kinds of customer of "VIP, anonymous", in lower case."""
    return [one.strip().lower() for one in said.split(",") if one.strip()]


def _is_kind(said: str) -> bool:
    try:
        _KIND.validate_python(said)
    except ValidationError:
        return False
    return True

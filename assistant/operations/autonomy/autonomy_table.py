"""Read the autonomy table: a row for each operation and each topic of answers.

The operations team edits it, and it is checked before it is in force. `resources/autonomy.yml` is
the default and says in comments what each column does.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from assistant.conversation.people import Role
from assistant.kit.settings.rule_file import RuleTextError, read_text

OperationName = Literal[
    "order_status",
    "list_orders",
    "cancel_order",
    "return_items",
    "exchange_items",
    "change_items",
    "remove_items",
    "claim",
    "change_address",
    "change_default_address",
    "change_payment",
    "stock_alert",
    "balance",
    "add_to_basket",
    "change_basket",
    "show_basket",
]
"""The operations of `operation_register`, so that a row for a misspelt one is refused."""

GoodwillName = Literal["late_return", "reship", "voucher", "partial_refund"]
"""The exceptions of `operation_register`, in the same way."""


class Topic(StrEnum):
    """Name the topics of answers; `answer_autonomy.topics_of` finds those of an answer."""

    DELIVERY = "delivery"
    RETURNS = "returns"  # refunds and exchanges, too
    PAYMENT = "payment"
    PRODUCT = "product"
    SIZING = "sizing"
    WARRANTY = "warranty"
    ACCOUNT = "account"
    ORDER = "order"
    OTHER = "other"  # none of these


@dataclass(frozen=True, slots=True, kw_only=True)
class AutonomySubject:
    """Name the operation or topic that a verdict is on."""

    kind: Literal["operation", "topic"]
    name: str

    @property
    def row_name(self) -> str:
        """Return the name of its row, as rules of the table have it: "topic_returns"."""
        return f"{self.kind}_{self.name}"


def operation_subject(name: str) -> AutonomySubject:
    """Return the subject of an operation, known or not."""
    return AutonomySubject(kind="operation", name=name)


def topic_subject(one: Topic) -> AutonomySubject:
    """Return the subject of a topic."""
    return AutonomySubject(kind="topic", name=one)


DEFAULT = Path(__file__).parent / "resources" / "autonomy.yml"

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""

CustomerKind = Annotated[
    str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True, to_lower=True)
]
"""A kind of customer in lower case: a tag that the shop gave them, or `customer.ANONYMOUS`."""


class AutonomyTableError(RuleTextError):
    """Say that the table cannot be used; the message names the row and how to mend it."""


class Level(StrEnum):
    """Name the levels of autonomy, the freest first."""

    AUTOMATE = "automate"
    SUGGEST = "suggest"  # a person has to say yes first
    HUMAN_ONLY = "human_only"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AutonomyRow(_Part):
    """Hold the level of one subject, and the conditions that make it one level stricter."""

    level: Level
    stricter_for: tuple[CustomerKind, ...] = ()
    approver: Literal[Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN] = Role.AGENT
    """The least role that may send a suggestion; see `may_approve`."""

    checked_share: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of what the assistant would do alone that a person looks at first all the same."""


class OperationRow(AutonomyRow):
    """Hold the row of an operation: with an amount at stake, and fewer roles that approve."""

    approver: Literal[Role.LEAD, Role.OPERATIONS, Role.ADMIN] = Role.LEAD
    """The least role that may say yes after the customer's."""

    ordered_by: Literal[Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN] | None = None
    """The least role that may order it on the customer's spoken word; None: nobody may."""

    max_minor: dict[Currency, Annotated[int, Field(ge=0)]] = {}
    """The most that may be at stake, in minor units, inclusive; empty: any amount. An amount in a
currency that is not listed is above the limit."""


StaffRole = Literal[Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN]


class GoodwillLimit(_Part):
    """Hold how much a role may give at once, and how often."""

    max_minor: dict[Currency, Annotated[int, Field(ge=0)]] = {}
    """As `OperationRow.max_minor`, of what the exception is worth."""

    per_order: int | None = Field(None, ge=1)  # times in the period; None: any number
    per_customer: int | None = Field(None, ge=1)
    days: int = Field(90, ge=1, le=3650)  # the period, back from now


def _spelt_out(row: object) -> object:
    return {"level": row} if isinstance(row, str) else row


class AutonomyTable(_Part):
    """Hold all rows; a subject without a row is left to people."""

    operations: dict[OperationName, Annotated[OperationRow, BeforeValidator(_spelt_out)]] = {}
    topics: dict[Topic, Annotated[AutonomyRow, BeforeValidator(_spelt_out)]] = {}
    goodwill: dict[GoodwillName, dict[StaffRole, GoodwillLimit]] = {}
    """What each role may give. A role may what a lower one may; what is not here, nobody may."""

    def row(self, subject: AutonomySubject) -> AutonomyRow | None:
        """Return the row of a subject; None: it has none."""
        rows = self.operations if subject.kind == "operation" else self.topics
        return {str(name): row for name, row in rows.items()}.get(subject.name)

    def limits(self, name: str) -> Mapping[Role, GoodwillLimit]:
        """Return the limits of each role for an exception; empty: nobody may."""
        rows = {str(one): row for one, row in self.goodwill.items()}
        return {Role(role): limit for role, limit in rows.get(name, {}).items()}

    def written(self) -> str:
        """Return the table as YAML that `read_table` takes; default values are left out."""
        dumped = self.model_dump(mode="json", exclude_defaults=True)
        values = {
            part: {name: row["level"] if [*row] == ["level"] else row for name, row in rows.items()}
            for part, rows in dumped.items()
        }
        return yaml.safe_dump(values, sort_keys=False, allow_unicode=True)


def read_table(text: str, *, source: str) -> AutonomyTable:
    """Return the table in a YAML text; `source` is where it stands, for messages.

    Raises:
        AutonomyTableError: it is no YAML, or a row or a column is unknown or out of range.
    """
    return read_text(AutonomyTable, text, AutonomyTableError, source=source)


def load_table(file: Path | None = None) -> AutonomyTable:
    """Return the table of `file`, or the default one.

    Raises:
        AutonomyTableError: the file is missing or cannot be read; see `read_table`.
    """
    path = file or DEFAULT
    try:
        return read_table(path.read_text(encoding="utf-8"), source=str(path))
    except FileNotFoundError:
        msg = f"{path} does not exist"
        raise AutonomyTableError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be read: {error}"
        raise AutonomyTableError(msg) from None


def encode_table(table: AutonomyTable) -> str:
    """Return a table as JSON that `decode_table` takes.

    Defaults are left out, so that an earlier version reads a table that uses none of its columns.
    """
    return table.model_dump_json(exclude_defaults=True)


def decode_table(stored: str) -> AutonomyTable:
    """Return the table of stored JSON; rows that this version does not know are left out.

    So is the column `shadow`, that earlier versions had.

    Raises:
        AutonomyTableError: another version wrote it, and it does not fit this one.
    """
    values: dict[str, dict[str, Any]] = json.loads(stored)
    known = {
        "operations": frozenset(get_args(OperationName)),
        "topics": frozenset(map(str, Topic)),
        "goodwill": frozenset(get_args(GoodwillName)),
    }
    kept = {
        part: {
            name: {key: value for key, value in row.items() if key != "shadow"}
            for name, row in values.get(part, {}).items()
            if name in names
        }
        for part, names in known.items()
    }
    try:
        return AutonomyTable.model_validate(kept)
    except ValidationError as error:
        msg = "the autonomy table in the database is of another version of Comptoir: put it again"
        raise AutonomyTableError(msg) from error

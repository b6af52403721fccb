"""Decide how far the assistant goes alone, by the autonomy table and the stakes. Pure.

A subject that the table does not name is left to people. If any limit is passed, the level is one
stricter, however many are passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.commerce.amounts import Money, total
from assistant.commerce.customer import kinds_of
from assistant.commerce.shop_effects import (
    ChangePayment,
    Effect,
    GrantVoucher,
    RefundPart,
    RemoveItems,
    Reship,
    ReturnItems,
)
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomySubject,
    AutonomyTable,
    Level,
    OperationRow,
)
from assistant.operations.types import OperationCase

RISING = (Role.AGENT, Role.LEAD, Role.OPERATIONS, Role.ADMIN)
"""Roles, each with all rights of those before it; a merchandiser talks to no customer."""


def may_approve(role: Role, asked_for: str) -> bool:
    """Return whether an agent of `role` may say yes where `asked_for` is the least role.

    A name that is none of these roles', which a later version may have written, is for admins.
    """
    names = [str(one) for one in RISING]
    least = names.index(asked_for) if asked_for in names else len(names) - 1
    return role in RISING[least:]


_STRICTER = {
    Level.AUTOMATE: Level.SUGGEST,
    Level.SUGGEST: Level.HUMAN_ONLY,
    Level.HUMAN_ONLY: Level.HUMAN_ONLY,
}
_ORDER = tuple(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """Hold the amount and the kinds of customer of a decision, as far as they are known."""

    amount: Money | None = None  # of the order or refund, in minor units; None: no money moves
    kinds: frozenset[str] = frozenset()  # of the customer, in lower case


UNKNOWN = Stakes()
"""Stakes before anything is known: no limit is passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Hold the level, the rule that gave it, and the least role that may approve."""

    level: Level
    rule: str  # "operation_cancel_order", "topic_returns/customer_vip" ...
    approver: Role
    ordered_by: Role | None = (
        None  # the least role that may have it done without the customer's yes
    )
    checked_share: float = 0.0  # of what goes alone, that a person looks at first

    @property
    def alone(self) -> bool:
        """Return whether the assistant may go alone, without a person."""
        return self.level is Level.AUTOMATE

    def may_be_ordered_by(self, role: str) -> bool:
        """Return whether an agent of `role` may order it on the customer's spoken word.

        Where the assistant may not go alone, the order is an approval as well.
        """
        if self.ordered_by is None or self.level is Level.HUMAN_ONLY or role not in list(Role):
            return False
        enough = may_approve(Role(role), self.ordered_by)
        return enough and (self.alone or may_approve(Role(role), self.approver))


def decide(table: AutonomyTable, subject: AutonomySubject, stakes: Stakes) -> Verdict:
    """Return how far the assistant goes with `subject`."""
    row = table.row(subject)
    rule = subject.row_name
    if row is None:
        return Verdict(level=Level.HUMAN_ONLY, rule=f"{rule}/not_listed", approver=Role.AGENT)
    passed = _limit_passed(row, stakes)
    level = _STRICTER[row.level] if passed else row.level
    return Verdict(
        level=level,
        rule=f"{rule}/{passed}" if passed else rule,
        approver=row.approver,
        ordered_by=row.ordered_by if isinstance(row, OperationRow) else None,
        checked_share=row.checked_share if level is Level.AUTOMATE else 0.0,
    )


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the strictest verdict; of those alike the one with the most checks, the first of them.

    Raises:
        ValueError: there is none.
    """
    return max(verdicts, key=lambda one: (_ORDER.index(one.level), one.checked_share))


def _limit_passed(row: AutonomyRow, stakes: Stakes) -> str:
    """Return the limit that is passed, as a part of the rule's name; "": none is."""
    if isinstance(row, OperationRow) and row.max_minor and stakes.amount is not None:
        most = row.max_minor.get(stakes.amount.currency)
        if most is None or abs(stakes.amount.amount_minor) > most:
            return "above_amount"
    kinds = [kind for kind in row.stricter_for if kind in stakes.kinds]
    return f"customer_{kinds[0]}" if kinds else ""


def stakes_of(case: OperationCase[Any], effect: Effect | None) -> Stakes:
    """Return the amount that an effect moves, and the kinds of customer it is for.

    A refund counts by itself; any other change of an order can cost all that was paid for it.
    """
    return Stakes(amount=_amount(case, effect), kinds=kinds_of(case.facts.customer))


def _amount(case: OperationCase[Any], effect: Effect | None) -> Money | None:
    match effect:
        case ReturnItems(refund=amount) | ChangePayment(amount=amount):
            return amount
        case RemoveItems(refund=amount):
            return amount
        case RefundPart(amount=amount) | GrantVoucher(amount=amount):
            return amount
        case Reship(line_ids=line_ids):
            sent = (one.paid for one in case.order.lines if one.line_id in line_ids)
            return total(sent, currency=case.order.currency)
        case _:
            return case.facts.order.paid if case.facts.order else None

"""Decide which role may make an exception, by the limits of the autonomy table. Pure.

A role may have what a role below it may have, too. What was begun counts as given: nobody knows
that it was not, until the shop says so.
"""

from collections.abc import Mapping
from datetime import timedelta

from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import GoodwillLimit, Level
from assistant.operations.autonomy.autonomy_verdict import RISING, Verdict, may_approve
from assistant.operations.goodwill.ports import Grant, Grants

Limits = Mapping[Role, GoodwillLimit]


def least_role(limits: Limits, asked: Grant, given: Grants) -> Role | None:
    """Return the least role that may order `asked` after the grants `given`; None: nobody may."""
    own = (role for role in RISING if role in limits)
    return next((role for role in own if _allows(limits[role], asked, given)), None)


def may_order(limits: Limits, asked: Grant, given: Grants) -> bool:
    """Return whether the role of `asked` may order it."""
    least = least_role(limits, asked, given)
    known = asked.role in list(Role)
    return least is not None and known and may_approve(Role(asked.role), least)


def verdict_on(limits: Limits, asked: Grant, given: Grants) -> Verdict:
    """Return which role may order an exception; with nobody's, it is left to people elsewhere."""
    least = least_role(limits, asked, given)
    rule = f"goodwill_{asked.operation}"
    if least is None:
        above = f"{rule}/above_limits"
        return Verdict(level=Level.HUMAN_ONLY, rule=above, approver=Role.ADMIN)
    return Verdict(level=Level.AUTOMATE, rule=rule, approver=least, ordered_by=least)


def _allows(limit: GoodwillLimit, asked: Grant, given: Grants) -> bool:
    if limit.max_minor:
        most = limit.max_minor.get(asked.amount.currency)
        if most is None or asked.amount.amount_minor > most:
            return False
    since = asked.at - timedelta(days=limit.days)
    others = [
        one
        for one in given
        if one.operation == asked.operation and one.key != asked.key and one.at > since
    ]
    of_order = sum(one.order_id == asked.order_id for one in others)
    if limit.per_order is not None and of_order >= limit.per_order:
        return False
    of_customer = sum(one.customer_id == asked.customer_id for one in others)
    return limit.per_customer is None or of_customer < limit.per_customer

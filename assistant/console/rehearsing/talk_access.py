"""Decide on the readers of a scenario's talk, and note the customers who are seen by it."""

from collections.abc import Sequence

from fastapi import Request

from assistant.console.shell.access import SignedIn, access_of
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict


def is_hidden(who: SignedIn, verdict: TalkVerdict) -> bool:
    """Tell whether a talk, and the words of its misses, are for others."""
    return verdict.talk.about_customer and not who.may(Permission.READ_CUSTOMERS)


async def note_customers(request: Request, who: SignedIn, shown: Sequence[TalkVerdict]) -> None:
    """Note in the audit the customers whose talks are shown."""
    ids = (one.talk.customer_id for one in shown if not is_hidden(who, one))
    for customer_id in dict.fromkeys(filter(None, ids)):
        await access_of(request).note(who, Action.CUSTOMER_READ, customer_id)

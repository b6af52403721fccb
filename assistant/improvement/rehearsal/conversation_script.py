"""Make a scenario of a recorded conversation, with its people taken out. Pure.

The customer's first words open it. Further messages are kept where something was answered before
them; what answered a question of the assistant is left out, for a simulated customer answers for
themselves. What came of the conversation is what is expected, for a person to look over.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from assistant.commerce.order import OrderStatus
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
    IdentityProven,
    OperationDone,
    ReplyWritten,
)
from assistant.conversation.message import Language
from assistant.improvement.rehearsal.written_scenario import MOST_CHARS, WrittenScenario
from assistant.operations.shop_rules import Method
from assistant.understanding.personal_data.removal import remove_personal_data

_ORDER = re.compile(r"\[order\]")
_REMOVED = re.compile(r"\[[a-z]+\]")
_AFTERWARDS = frozenset({ReplyKind.ANSWERED, ReplyKind.DID})
_BEFORE = {
    "return_items": OrderStatus.DELIVERED,
    "exchange_items": OrderStatus.DELIVERED,
    "claim": OrderStatus.DELIVERED,
    "order_status": OrderStatus.SHIPPED,
}
"""States that orders of an operation have; those of others are not packed yet."""

_EFFECTS = {
    "claim": "record_claim",
    "stock_alert": "alert_back_in_stock",
    "late_return": "return_items",
    "voucher": "grant_voucher",
    "partial_refund": "refund_part",
}
"""Types of the effects of operations that have another name."""

_LOOK_UPS = frozenset({"order_status", "list_orders", "balance"})
_BASKET = frozenset({"add_to_basket", "change_basket", "show_basket"})
_MOST_LINES = 8  # further messages


def script_of(
    events: Iterable[ConversationEvent], *, name: str, language: Language
) -> WrittenScenario | None:
    """Return the scenario of a conversation, whose events come oldest first.

    None: no customer wrote. `language` is that of a conversation that tells none. Blocks: personal
    data is looked for.
    """
    said: list[str] = []
    asked = False
    last: ReplyKind | None = None
    told = tuple(events)
    for event in told:
        if isinstance(event, ReplyWritten):
            last, language = event.kind, event.language
        elif isinstance(event, CustomerWrote) and (words := _without_people(event.text)):
            if not said or last in _AFTERWARDS:
                said.append(words)
            asked = asked or "{order}" in words
    if not said:
        return None
    done = [one.operation for one in told if isinstance(one, OperationDone)]
    proven = [one for one in told if isinstance(one, IdentityProven)]
    needs_order = asked or bool(done) or bool(proven)
    state = _BEFORE.get(done[0], OrderStatus.PENDING) if done else OrderStatus.PENDING
    return WrittenScenario(
        name=name,
        opening=said[0][:MOST_CHARS],
        goes_on=_fitting(said[1 : _MOST_LINES + 1]),
        language=language,
        order=state if needs_order else "",
        signed_in=any(one.method == Method.SIGNED_IN for one in proven),
        effects=tuple(dict.fromkeys(filter(None, map(effect_type, done)))),
        person=any(isinstance(one, HandoffRequested) for one in told),
    )


def effect_type(operation: str) -> str:
    """Return the type of the effect that an operation has in the shop; "": it has none."""
    return "" if operation in _LOOK_UPS | _BASKET else _EFFECTS.get(operation, operation)


def _fitting(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the first lines that the field of a form takes."""
    sizes = accumulate(len(one) + 1 for one in lines)
    return tuple(one for one, size in zip(lines, sizes, strict=True) if size <= MOST_CHARS)


def _without_people(text: str) -> str:
    """Return the words of a message with the place of an order, and no other personal data."""
    plain = _ORDER.sub("{order}", remove_personal_data(text).text)
    return " ".join(_REMOVED.sub("", plain).replace("|", " ").split())

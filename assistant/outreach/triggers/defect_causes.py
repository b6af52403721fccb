"""Find causes in defects of batches that people declared. Pure."""

from datetime import datetime

from assistant.commerce.order import Order, OrderStatus
from assistant.conversation.message import Language
from assistant.outreach.batch_defects import BatchDefect
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.trigger import Cause


def bought_defects(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the defects of batches of which the customer bought something.

    A defect is news for as long as it is live, also to who gives a consent later.
    """
    found = ((defect, _bought(facts, defect)) for defect in facts.defects)
    return tuple(
        _cause(defect, order, now, language) for defect, order in found if order is not None
    )


def _bought(facts: CustomerFacts, defect: BatchDefect) -> Order | None:
    """Return the first order with a piece of the batch; None: there is none."""
    return next(
        (
            order
            for order in reversed((*facts.orders, *facts.earlier))
            if order.status is not OrderStatus.CANCELLED
            and defect.bought_from <= order.placed_at.date() <= defect.bought_until
            and any(line.product_id == defect.product_id for line in order.lines)
        ),
        None,
    )


def _cause(defect: BatchDefect, order: Order, now: datetime, language: Language) -> Cause:
    said = {
        "product": defect.titles[language],
        "number": order.number,
        "words": " ".join(defect.words[language].split()),
    }
    return Cause(key=defect.defect_id, at=now, evidence=tuple(said.values()), values=said)

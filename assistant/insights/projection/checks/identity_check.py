"""Check that nothing of an order or a person was told before the customer was known. Pure."""

from collections.abc import Iterator

import regex

from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    OperationOrdered,
    ReplyWritten,
)
from assistant.insights.projection.checks.check_words import words
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding
from assistant.understanding.message_words import fold

_NUMBER = regex.compile(r"(?<!\d)\p{Lu}{0,3}-?\d{4,}(?!\d)")
_EMAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE = regex.compile(r"(?<!\d)\d{5}(?!\d)|\b\p{Lu}{1,2}\d[\p{Lu}\d]? ?\d\p{Lu}{2}\b")
_NAME = regex.compile(r"\p{Lu}[\p{Ll}'-]+ \p{Lu}[\p{Ll}'-]+")
_CODE = regex.compile(r"\b(?=\w*\d)[A-Z]{2}\d{6,}\b")


def find_known_first(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each reply that tells details of an order or of a person."""
    for reply in visit.replies:
        before = [*visit.before(reply)]
        if what := _told(reply, before):
            known = _is_known(before)
            yield visit.of_reply(reply, "" if known else what, doubt=0.2 if known else 0.4)


def _told(reply: ReplyWritten, before: list[ConversationEvent]) -> str:
    """Return the kind of detail that a reply tells; "": none that the customer did not give."""
    said = fold(reply.text)
    given = fold(" ".join(one.text for one in before if isinstance(one, CustomerWrote)))
    if reply.sources and not reply.agent_id:
        return ""  # of a page that everybody may read
    about_order = bool(words("order_words").search(said))
    if words("tracking").search(said) and any(c.isdigit() for c in said):
        return "tracking_told"
    if _CODE.search(reply.text) and about_order:
        return "tracking_told"
    address = words("address_told").search(said)
    if address and about_order and address[0] not in given:
        return "address_told"
    if words("card_told").search(said):
        return "payment_told"
    return "order_told" if words("status_told").search(said) else ""


def _is_known(before: list[ConversationEvent]) -> bool:
    """Return whether the customer proved who they are, or named an order with whose it is.

    An agent who orders an operation on the customer's word is asked where they said it.
    """
    if any(isinstance(one, IdentityProven | OperationOrdered) for one in before):
        return True
    said = "\n".join(one.text for one in before if isinstance(one, CustomerWrote))
    number = _NUMBER.search(said)
    if number is None:
        return False
    rest = said[: number.start()] + said[number.end() :]
    return any(one.search(rest) for one in (_EMAIL, _POSTCODE, _NAME))

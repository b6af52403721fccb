"""Sort the Graph API's error codes into kinds of trouble, by their documentation.

Sources: Meta, "Error codes" of the WhatsApp Cloud API (2026-05-15) and of the Messenger Platform;
the code and `error_data.details` count, the title never does.
"""

from enum import StrEnum
from http import HTTPStatus


class Trouble(StrEnum):
    """Name the kind of an error, which decides on the next step."""

    TRANSIENT = "transient"  # the same request may work in a moment
    RATE = "rate"  # the number, the account or the app sends too fast
    PAIR = "pair"  # too many messages to one person
    WINDOW = "window"  # too late since their last message
    UNREACHABLE = "unreachable"  # the person is unknown, or cannot receive it
    STOPPED = "opted_out"  # the person opted out, or the channel protects them
    TEMPLATE = "template"  # missing, paused, or filled in wrongly
    MEDIA = "media"  # a file is not accepted
    REQUEST = "invalid"  # our error: the same request will never work
    AUTH = "auth"  # the token is not accepted, or lacks a permission
    RESTRICTED = "restricted"  # the account is locked
    CONTROL = "control"  # another app has the conversation


_BY_CODE: dict[int, Trouble] = {
    1: Trouble.TRANSIENT,
    2: Trouble.TRANSIENT,
    4: Trouble.RATE,
    10: Trouble.AUTH,
    100: Trouble.REQUEST,
    190: Trouble.AUTH,
    368: Trouble.RESTRICTED,
    551: Trouble.UNREACHABLE,  # Messenger: this person is not available now
    613: Trouble.RATE,
    1200: Trouble.TRANSIENT,  # Messenger: "Temporary send message failure"
    80007: Trouble.RATE,
    130429: Trouble.RATE,
    130472: Trouble.STOPPED,  # the user is part of an experiment
    130497: Trouble.UNREACHABLE,  # not to customers of this country
    131000: Trouble.TRANSIENT,
    131005: Trouble.AUTH,
    131008: Trouble.REQUEST,
    131009: Trouble.REQUEST,
    131016: Trouble.TRANSIENT,
    131021: Trouble.REQUEST,
    131026: Trouble.UNREACHABLE,
    131031: Trouble.RESTRICTED,
    131037: Trouble.RESTRICTED,  # the number's display name waits for approval
    131042: Trouble.RESTRICTED,  # payment
    131045: Trouble.AUTH,
    131047: Trouble.WINDOW,
    131048: Trouble.RATE,
    131049: Trouble.STOPPED,
    131050: Trouble.STOPPED,
    131051: Trouble.REQUEST,
    131052: Trouble.MEDIA,
    131053: Trouble.MEDIA,
    131056: Trouble.PAIR,
    131057: Trouble.TRANSIENT,  # maintenance
    131062: Trouble.REQUEST,
    131064: Trouble.RATE,
    133004: Trouble.TRANSIENT,
    133010: Trouble.AUTH,  # the number is not registered
}
_TEMPLATES = range(132000, 132100)
_PERMISSIONS = range(200, 300)
_BY_SUBCODE: dict[int, Trouble] = {
    2018278: Trouble.WINDOW,
    2018065: Trouble.WINDOW,
    2018300: Trouble.CONTROL,  # another app has the conversation
    1545041: Trouble.UNREACHABLE,  # "This person isn't available right now", with 200 or 551
    2018108: Trouble.UNREACHABLE,  # "This person isn't receiving messages from you right now"
    2018001: Trouble.UNREACHABLE,  # no matching user
    1893063: Trouble.RESTRICTED,  # the page is restricted
}
"""Messenger's subcodes, which say more than its codes: 10 and 200 have several meanings.

Sources: as above, and what senders report: jgorset/facebook-messenger#122, howdyai/botkit#559
"""


_NO_ACCESS = 131005
"""WhatsApp's code for two errors: the token may not do it, or another app has the conversation."""


def classify(code: int, *, subcode: int = 0, http_status: int = 400, details: str = "") -> Trouble:
    """Return the kind of an error; an unknown one is transient only if the server failed."""
    if known := _BY_SUBCODE.get(subcode):
        return known
    if code == _NO_ACCESS and "control" in details.lower():
        return Trouble.CONTROL
    if code in _TEMPLATES:
        return Trouble.TEMPLATE
    if code in _PERMISSIONS:
        return Trouble.AUTH
    return _BY_CODE.get(code) or _by_status(http_status)


def _by_status(http_status: int) -> Trouble:
    if http_status == HTTPStatus.TOO_MANY_REQUESTS:
        return Trouble.RATE
    if http_status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Trouble.AUTH
    failed = http_status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Trouble.TRANSIENT if failed else Trouble.REQUEST


LATER = frozenset({Trouble.TRANSIENT, Trouble.RATE, Trouble.PAIR, Trouble.AUTH, Trouble.RESTRICTED})
"""After these the same send may work later; after the others never."""


class GraphError(Exception):
    """Say that the Graph API refused; `details` gives the reason, and quotes nobody's words."""

    def __init__(self, *, code: int, trouble: Trouble, details: str = "", subcode: int = 0) -> None:
        super().__init__(f"the Graph API refused with {code}: {details}")
        self.code = code
        self.subcode = subcode
        self.trouble = trouble
        self.details = details


class GraphUnreachableError(Exception):
    """Say that there was no answer; `unsure`: the request may still have been carried out."""

    def __init__(self, why: str, *, unsure: bool) -> None:
        super().__init__(f"the Graph API does not answer: {why}")
        self.unsure = unsure

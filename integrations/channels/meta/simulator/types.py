"""Define the values of the simulated world: accounts, customers, threads, planned faults."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Json = dict[str, Any]
Now = Callable[[], datetime]
Status = Literal["accepted", "sent", "delivered", "read", "played", "failed"]

WHATSAPP = "whatsapp_business_account"
PAGE = "page"
PHONE_APP = "phone app"  # a person of the shop, in the WhatsApp Business app
OTHER_APP = "263902037430900"  # the page's inbox, or any other app that answers there


@dataclass(slots=True)
class SimulatedClock:
    """Read the wall clock, moved by `shift` or stopped at a moment: tests let hours pass."""

    shift: timedelta = timedelta()
    stopped_at: datetime | None = None

    def now(self) -> datetime:
        """Return the time in the simulated world."""
        return self.stopped_at or datetime.now(UTC) + self.shift


@dataclass(slots=True, kw_only=True)
class App:
    """Hold the ids of the Meta app that stands for the software under test."""

    app_id: str = "700200300400"
    secret: str = "app-secret-of-the-simulator"  # noqa: S105  # of nothing real
    token: str = "EAAG-token-of-the-simulator"  # noqa: S105
    scopes: tuple[str, ...] = (
        "whatsapp_business_messaging",
        "whatsapp_business_management",
        "pages_messaging",
        "pages_manage_metadata",
        "pages_show_list",
    )


@dataclass(slots=True, kw_only=True)
class SimulatedTemplate:
    """Hold a template: an approved message that may be sent outside the window."""

    name: str
    language: str
    body: str  # with {{1}}, {{2}} ...
    category: str = "UTILITY"
    status: str = "APPROVED"
    header: str = ""
    footer: str = ""
    buttons: tuple[str, ...] = ()

    @property
    def variables(self) -> int:
        """Return the number of values that the body takes."""
        return sum(f"{{{{{n}}}}}" in self.body for n in range(1, 20))


@dataclass(slots=True, kw_only=True)
class Number:
    """Hold a WhatsApp number of the shop."""

    id: str = "106540352242922"
    waba_id: str = "102290129340398"
    display: str = "33184800000"
    name: str = "Maison Lune"
    quality: str = "GREEN"
    per_second: int = 80
    templates: list[SimulatedTemplate] = field(default_factory=list)
    subscribed: bool = True  # the app, to the webhooks of the business account
    escalation: bool = False  # the app may take conversations

    @property
    def object(self) -> str:
        """Return the name of the object in webhooks."""
        return WHATSAPP


@dataclass(slots=True, kw_only=True)
class SimulatedPage:
    """Hold a Facebook page of the shop."""

    id: str = "240198765432100"
    name: str = "Maison Lune"
    token: str = ""  # "": the app's
    subscribed: tuple[str, ...] = (
        "messages",
        "messaging_postbacks",
        "message_deliveries",
        "message_reads",
        "message_echoes",
        "message_reactions",
        "message_edits",
        "messaging_referrals",
        "messaging_optins",
        "messaging_handovers",
        "standby",
    )
    personas: dict[str, Json] = field(default_factory=dict)
    profile: Json = field(default_factory=dict)

    @property
    def object(self) -> str:
        """Return the name of the object in webhooks."""
        return PAGE


Account = Number | SimulatedPage


@dataclass(slots=True, kw_only=True)
class SimulatedCustomer:
    """Hold a customer with their phone."""

    name: str
    phone: str = ""  # digits with the country's
    user_id: str = ""  # business-scoped: "FR.134..."
    psid: str = ""
    username: str = ""
    hides_phone: bool = False  # has a username, and the shop does not get the number
    reachable: bool = True
    receipts: bool = True  # tells that they read
    takes_marketing: bool = True


@dataclass(slots=True, kw_only=True)
class Bubble:
    """Hold a message of a thread, by either side."""

    id: str
    mine: bool  # the customer's
    kind: str
    content: Json  # as it was sent or posted, without the fields of every message
    at: datetime
    status: Status = "accepted"  # of a message of the shop
    callback: str = ""  # `biz_opaque_callback_data`, or `metadata`
    author: str = ""  # of a message of the shop; "": the app under test
    reply_to: str = ""
    reaction: str = ""  # the customer's
    tag: str = ""
    persona: str = ""
    edited: bool = False
    revoked: bool = False
    error: Json | None = None


@dataclass(slots=True, kw_only=True)
class Thread:
    """Hold the messages between a customer and an account."""

    account: Account
    person: SimulatedCustomer
    bubbles: list[Bubble] = field(default_factory=list)
    last_inbound: datetime | None = None
    owner: str = ""  # app that has the conversation; "": the app under test
    typing_until: datetime | None = None
    is_open: bool = False  # on the customer's phone: new messages are read at once

    def find(self, bubble_id: str) -> Bubble | None:
        """Return a message by its id."""
        return next((one for one in self.bubbles if one.id == bubble_id), None)


@dataclass(slots=True, kw_only=True)
class Fault:
    """Let requests fail: those of one method and path, or any."""

    code: int = 0  # of a Graph error; 0: the HTTP status alone
    status: int = 0  # HTTP status of the answer; 0: that of the error
    method: str = ""  # "": any
    path: str = ""  # a pattern, without the version: r"\d+/messages"; "": any
    after_the_work: bool = False  # the request is carried out, and only the answer is lost
    times: int = 1
    pause_s: float = 0.0  # before the answer
    retry_after: str = ""
    details: str = ""

    def fits(self, method: str, path: str) -> bool:
        """Return whether the fault happens to such a request."""
        return (
            self.times > 0
            and self.method in ("", method)
            and bool(re.fullmatch(self.path or ".*", path))
        )


def next_fault(faults: list[Fault], method: str, path: str) -> Fault | None:
    """Take the first fault that fits, and count it."""
    for one in faults:
        if one.fits(method, path):
            one.times -= 1
            return one
    return None

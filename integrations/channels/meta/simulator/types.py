"""The values of the simulated world.

Accounts, customers, threads, and faults that happen on purpose.
"""

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
OTHER_APP = "263902037430900"  # the Page's inbox, or whatever else may answer there


@dataclass(slots=True)
class SimulatedClock:
    """The wall clock, moved by `shift` or stopped at a moment: tests let hours pass."""

    shift: timedelta = timedelta()
    stopped_at: datetime | None = None

    def now(self) -> datetime:
        """Return the time there."""
        return self.stopped_at or datetime.now(UTC) + self.shift


@dataclass(slots=True, kw_only=True)
class App:
    """The Meta app that the software under test is."""

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
    """A message that may be sent outside the window, as it was approved."""

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
        """How many values the body takes."""
        return sum(f"{{{{{n}}}}}" in self.body for n in range(1, 20))


@dataclass(slots=True, kw_only=True)
class Number:
    """A WhatsApp number of the shop."""

    id: str = "106540352242922"
    waba_id: str = "102290129340398"
    display: str = "33184800000"
    name: str = "Maison Lune"
    quality: str = "GREEN"
    per_second: int = 80
    templates: list[SimulatedTemplate] = field(default_factory=list)
    subscribed: bool = True  # the app, to the business account's webhooks
    escalation: bool = False  # the app may take conversations

    @property
    def object(self) -> str:
        """What webhooks call it."""
        return WHATSAPP


@dataclass(slots=True, kw_only=True)
class SimulatedPage:
    """A Facebook page of the shop."""

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
        """What webhooks call it."""
        return PAGE


Account = Number | SimulatedPage


@dataclass(slots=True, kw_only=True)
class SimulatedCustomer:
    """A customer with their phone."""

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
    """One message of a thread, by either side."""

    id: str
    mine: bool  # the customer's
    kind: str
    content: Json  # as it was sent or posted, without what every message has
    at: datetime
    status: Status = "accepted"  # of the shop's
    callback: str = ""  # `biz_opaque_callback_data`, or `metadata`
    author: str = ""  # of the shop's: "" the app under test, else who
    reply_to: str = ""
    reaction: str = ""  # the customer's
    tag: str = ""
    persona: str = ""
    edited: bool = False
    revoked: bool = False
    error: Json | None = None


@dataclass(slots=True, kw_only=True)
class Thread:
    """What a customer and an account wrote each other."""

    account: Account
    person: SimulatedCustomer
    bubbles: list[Bubble] = field(default_factory=list)
    last_inbound: datetime | None = None
    owner: str = ""  # "": the app under test, else who; see OTHER_APP
    typing_until: datetime | None = None
    is_open: bool = False  # on the customer's phone: what comes is read at once

    def find(self, bubble_id: str) -> Bubble | None:
        """Return a message by its id."""
        return next((one for one in self.bubbles if one.id == bubble_id), None)


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with requests of one method and path, or of any."""

    code: int = 0  # of a Graph error; 0: the HTTP status alone
    status: int = 0  # with a body that is no JSON; 0: none of it
    method: str = ""  # "": any
    path: str = ""  # a pattern, without the version: r"\d+/messages"; "": any
    after_the_work: bool = False  # it is done, and only the answer is lost
    times: int = 1
    pause_s: float = 0.0  # before the answer
    retry_after: str = ""
    details: str = ""

    def fits(self, method: str, path: str) -> bool:
        """Return whether it happens to such a request."""
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

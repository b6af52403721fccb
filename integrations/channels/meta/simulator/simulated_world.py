"""Hold the simulated world: app, accounts, customers, threads, and the changes in them."""

import asyncio
import base64
import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from integrations.channels.meta.simulator import messenger_shapes as messenger
from integrations.channels.meta.simulator import whatsapp_shapes as whatsapp
from integrations.channels.meta.simulator.delivery_batches import Update
from integrations.channels.meta.simulator.send_rates import Rates
from integrations.channels.meta.simulator.simulated_media import MediaStore
from integrations.channels.meta.simulator.types import (
    Account,
    App,
    Bubble,
    Json,
    Number,
    SimulatedClock,
    SimulatedCustomer,
    SimulatedPage,
    Status,
    Thread,
)
from integrations.channels.meta.simulator.webhook_carrier import Carrier

_RANK = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 9}


@dataclass(slots=True, kw_only=True)
class World:
    """Hold everything that the server answers from and that customers change."""

    carrier: Carrier
    app: App = field(default_factory=App)
    clock: SimulatedClock = field(default_factory=SimulatedClock)
    rates: Rates = field(default_factory=Rates)
    numbers: dict[str, Number] = field(default_factory=dict)
    pages: dict[str, SimulatedPage] = field(default_factory=dict)
    people: list[SimulatedCustomer] = field(default_factory=list)
    threads: dict[tuple[str, str], Thread] = field(default_factory=dict)
    media: MediaStore = field(init=False)
    status_pause_s: float = 0.0  # between accepted, sent, delivered and read
    refuses_at_once: bool = False  # outside the window: with the answer, not with a status
    listeners: list[Callable[[Thread], None]] = field(default_factory=list)
    url: str = ""  # of the server
    _by_phone: dict[str, SimulatedCustomer] = field(default_factory=dict)
    _by_id: dict[str, SimulatedCustomer] = field(default_factory=dict)
    _ids: Iterator[int] = field(init=False)
    _first: int = field(default_factory=lambda: secrets.randbelow(80_000_000))  # of people

    def __post_init__(self) -> None:
        self.media = MediaStore(now=self.clock.now)
        self._ids = itertools.count(time.time_ns() // 1000)  # no id of a run before comes again

    def now(self) -> datetime:
        """Return the time in the simulated world."""
        return self.clock.now()

    def add(self, person: SimulatedCustomer) -> SimulatedCustomer:
        """Add a customer, with new ids for those that are missing."""
        number = self._first + len(self.people) + 1
        person.phone = person.phone or f"336{number:08d}"
        person.user_id = person.user_id or f"FR.{13_400_000_000_000 + number}"
        person.psid = person.psid or str(24_000_000_000_000_000 + number)
        self.people.append(person)
        self._by_phone[person.phone] = person
        self._by_id[person.user_id] = person
        self._by_id[person.psid] = person
        return person

    def by_phone(self, phone: str) -> SimulatedCustomer | None:
        """Return the customer with a number, written with or without its plus and spaces."""
        return self._by_phone.get("".join(c for c in phone if c.isdigit()))

    def by_id(self, given: str) -> SimulatedCustomer | None:
        """Return the customer with a business-scoped or page-scoped id."""
        return self._by_id.get(given)

    def rename(self, person: SimulatedCustomer, *, phone: str = "", user_id: str = "") -> None:
        """Give a customer another number or id."""
        self._by_phone.pop(person.phone if phone else "", None)
        self._by_id.pop(person.user_id if user_id else "", None)
        person.phone, person.user_id = phone or person.phone, user_id or person.user_id
        self._by_phone[person.phone] = self._by_id[person.user_id] = person

    def thread(self, account: Account, person: SimulatedCustomer) -> Thread:
        """Return the messages between an account and a customer."""
        key = (account.id, person.psid)
        if key not in self.threads:
            self.threads[key] = Thread(account=account, person=person)
        return self.threads[key]

    def new_id(self, account: Account) -> str:
        """Return a new message id in the channel's form."""
        number = f"{account.id}{next(self._ids):016d}".encode()
        if isinstance(account, Number):
            return f"wamid.{base64.b64encode(b'HBgL' + number).decode()}"
        return f"m_{base64.urlsafe_b64encode(number).decode().rstrip('=')}"

    def emit(self, thread: Thread, *updates: Update) -> None:
        """Send updates to the apps that subscribed, and tell listeners that the thread changed."""
        account = thread.account
        if isinstance(account, SimulatedPage):
            wanted = account.subscribed
            updates = tuple(one for one in updates if messenger.needed_field(one) in wanted)
        elif not account.subscribed:
            updates = ()
        self.carrier.put(*updates)
        self.touch(thread)

    def touch(self, thread: Thread) -> None:
        """Tell listeners that the thread changed."""
        for listener in self.listeners:
            listener(thread)

    def progress(self, thread: Thread, bubble: Bubble, *steps: Status) -> None:
        """Move a message of the shop from status to status."""
        if not steps:
            return
        step, *rest = steps

        def on() -> None:
            self._reach(thread, bubble, step)
            self.progress(thread, bubble, *rest)

        if self.status_pause_s > 0:
            asyncio.get_running_loop().call_later(self.status_pause_s, on)
        else:
            on()

    def read_all(self, thread: Thread) -> None:
        """Mark all messages of the shop as read by the customer."""
        thread.is_open = True
        unread = [b for b in thread.bubbles if not b.mine and b.status in ("sent", "delivered")]
        if isinstance(thread.account, SimulatedPage):
            for one in unread[:-1]:
                one.status = "read"  # one watermark tells of all
        for one in unread[-1:] if isinstance(thread.account, SimulatedPage) else unread:
            self._reach(thread, one, "read")

    def _reach(self, thread: Thread, bubble: Bubble, step: Status) -> None:
        if _RANK[bubble.status] >= _RANK[step]:
            return
        if step == "read" and not thread.person.receipts:
            return
        bubble.status = step
        if bubble.author:
            self.touch(thread)  # others' messages are reported to others
        elif isinstance(thread.account, Number):
            self.emit(thread, whatsapp.status(thread.account, thread, bubble, self.now()))
        else:
            told = _watermark(step, bubble)
            if told:
                self.emit(thread, messenger.event(thread.account, thread, told, self.now()))
        if step == "delivered" and thread.is_open:
            self.progress(thread, bubble, "read")


def _watermark(step: Status, bubble: Bubble) -> Json:
    at = messenger.milliseconds(bubble.at)
    if step == "delivered":
        return {"delivery": {"mids": [bubble.id], "watermark": at}}
    return {"read": {"watermark": at}} if step == "read" else {}

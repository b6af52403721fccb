"""Keep the visitors of the phone.

Each browser is a customer of its own, known by a cookie, on a number with the demo's templates:
the messages that the shop may send once a customer has been silent for a day.
"""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

import orjson

from integrations.channels.meta.simulator.messenger_customer import MessengerCustomer
from integrations.channels.meta.simulator.simulated_graph import AnsweredRequest
from integrations.channels.meta.simulator.simulator import Simulator
from integrations.channels.meta.simulator.types import (
    Json,
    SimulatedCustomer,
    SimulatedTemplate,
    Thread,
)
from integrations.channels.meta.simulator.webhook_carrier import Delivered, Habits
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer

TEMPLATES = (
    SimulatedTemplate(
        name="suite_de_votre_demande",
        language="fr",
        body="Bonjour {{1}}, nous avons la réponse à votre question sur {{2}}. "
        "Répondez à ce message pour la recevoir.",
        footer="Répondez STOP pour ne plus recevoir de message.",
    ),
    SimulatedTemplate(
        name="suite_de_votre_demande",
        language="en",
        body="Hello {{1}}, we have the answer to your question about {{2}}. "
        "Reply to this message to receive it.",
        footer="Reply STOP to receive no more messages.",
    ),
)


COOKIE = "demo_phone"
CALM = Habits(at_once=4)
WILD = Habits(
    batch=5, merged=True, duplicates=0.5, shuffled=4, delay_s=(0.0, 1.2), at_once=6, seed=7
)
_LINES = 60
_MOST = 200  # browsers that are remembered
_NAMES = ("Camille Martin", "Ana Moreau", "Louis Petit", "Inès Garnier", "Tom Baker", "Emma Reed")
Channel = Literal["whatsapp", "messenger"]
Customer = WhatsAppCustomer | MessengerCustomer


@dataclass(slots=True, kw_only=True)
class Visitor:
    """Hold a browser, its customer, and the lines that show their webhooks and requests."""

    person: SimulatedCustomer
    lines: deque[Json] = field(default_factory=lambda: deque(maxlen=_LINES))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    counted: int = 0

    def concerns(self, body: bytes) -> bool:
        """Return whether a payload is about this customer."""
        person = self.person
        ids = (person.phone, person.user_id, person.psid)
        return any(f'"{one}"'.encode() in body for one in ids)

    def note(self, line: Json) -> None:
        """Keep a line about a webhook or a request."""
        self.counted += 1
        self.lines.append({"n": self.counted, **line})
        self.changed.set()


@dataclass(slots=True, kw_only=True)
class Visitors:
    """Hold all visitors, and the simulator that they use."""

    simulator: Simulator
    known: dict[str, Visitor] = field(default_factory=dict)
    closing: bool = False

    def __post_init__(self) -> None:
        world = self.simulator.world
        world.listeners.append(self._changed)
        world.carrier.on_delivered = self._delivered
        self.simulator.graph.on_answered = self._answered

    def find(self, cookie: str) -> Visitor | None:
        """Return the visitor with the cookie."""
        return self.known.get(cookie)

    def welcome(self) -> tuple[str, Visitor]:
        """Return a new cookie and its new customer."""
        cookie = secrets.token_urlsafe(16)
        person = SimulatedCustomer(name=_NAMES[len(self.known) % len(_NAMES)])
        visitor = Visitor(person=self.simulator.world.add(person))
        if len(self.known) >= _MOST:
            del self.known[next(iter(self.known))]
        self.known[cookie] = visitor
        return cookie, visitor

    def customer(self, visitor: Visitor, channel: Channel) -> Customer:
        """Return a visitor as the customer of a channel."""
        if channel == "whatsapp":
            return self.simulator.whatsapp(visitor.person)
        return self.simulator.messenger(visitor.person)

    def close(self) -> None:
        """End the streams that follow a thread, now and later."""
        self.closing = True
        for visitor in self.known.values():
            visitor.changed.set()

    def _changed(self, thread: Thread) -> None:
        for visitor in self.known.values():
            if visitor.person is thread.person:
                visitor.changed.set()

    def _delivered(self, done: Delivered) -> None:
        for visitor in self.known.values():
            if visitor.concerns(done.body):
                visitor.note(
                    {
                        "to": "shop",
                        "what": _named(orjson.loads(done.body)),
                        "status": done.status,
                        "ms": round(done.seconds * 1000),
                        "body": _pretty(done.body),
                    }
                )

    def _answered(self, asked: AnsweredRequest) -> None:
        for visitor in self.known.values():
            about = visitor.concerns(asked.body) or any(
                thread.person is visitor.person and _names_one(thread, asked.body)
                for thread in self.simulator.world.threads.values()
            )
            if about:
                visitor.note(
                    {
                        "to": "meta",
                        "what": f"{asked.method} /{asked.path}",
                        "status": asked.status,
                        "body": _pretty(asked.body),
                    }
                )


def _names_one(thread: Thread, body: bytes) -> bool:
    """Return whether a request names the customer's last message, as a read receipt does."""
    mine = [one for one in thread.bubbles if one.mine]
    return bool(mine) and mine[-1].id.encode() in body


def _pretty(body: bytes) -> str:
    return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode() if body else ""


def _named(body: Json) -> str:
    """Return the kinds of updates that a delivery carries."""
    found: list[str] = []
    for entry in body["entry"]:
        for change in entry.get("changes", []):
            value = change["value"].get("standby", change["value"])
            names = ("messages", "statuses", "message_echoes")
            found += [change["field"]] if change["field"] != "messages" else []
            found += [_kind(name, one) for name in names for one in value.get(name, [])]
        for part in ("messaging", "standby"):
            found += [_event(one) for one in entry.get(part, [])]
    return ", ".join(dict.fromkeys(found))


def _kind(name: str, one: Json) -> str:
    return str(one["status"]) if name == "statuses" else str(one["type"])


def _event(one: Json) -> str:
    if one.get("message", {}).get("is_echo"):
        return "echo"
    return next(iter(one.keys() - {"sender", "recipient", "timestamp"}), "event")

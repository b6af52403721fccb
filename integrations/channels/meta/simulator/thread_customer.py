"""Simulate the acts of a customer that are the same in every channel of Meta."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from integrations.channels.meta.simulator.simulated_world import World
from integrations.channels.meta.simulator.types import (
    Bubble,
    Json,
    Number,
    SimulatedCustomer,
    SimulatedPage,
    Thread,
)

A = TypeVar("A", Number, SimulatedPage)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadCustomer(ABC, Generic[A]):
    """Simulate a customer in the thread with an account of the shop."""

    world: World
    account: A
    person: SimulatedCustomer

    @property
    def thread(self) -> Thread:
        """Return the messages between the customer and the account."""
        return self.world.thread(self.account, self.person)

    def writes(
        self,
        text: str,
        *,
        reply_to: str = "",
        referral: Json | None = None,
        ago: timedelta = timedelta(),
    ) -> Bubble:
        """Write a message, as an answer to another or from an advertisement."""
        more = {"referral": referral} if referral else {}
        return self._says("text", {**self._words(text), **more}, reply_to=reply_to, ago=ago)

    def opens(self) -> None:
        """Open the thread: messages that came, and that come, are read."""
        self.world.read_all(self.thread)

    def closes(self) -> None:
        """Close the thread: messages that come stay unread."""
        self.thread.is_open = False

    @abstractmethod
    def _words(self, text: str) -> Json:
        """Return the content of a message in words."""

    @abstractmethod
    def _says(
        self, kind: str, content: Json, *, reply_to: str = "", ago: timedelta = timedelta()
    ) -> Bubble:
        """Send a message of the customer."""

    def _bubble(self, kind: str, content: Json, reply_to: str, ago: timedelta) -> Bubble:
        """Add a message of the customer to the thread."""
        bubble = Bubble(
            id=self.world.new_id(self.account),
            mine=True,
            kind=kind,
            content=content,
            at=self.world.now() - ago,
            reply_to=reply_to,
            status="sent",
        )
        self.thread.bubbles.append(bubble)
        return bubble

    def _from_others(self, text: str, author: str) -> Bubble:
        """Add a message that another app sent for the shop."""
        bubble = Bubble(
            id=self.world.new_id(self.account),
            mine=False,
            kind="text",
            content=self._words(text),
            at=self.world.now(),
            author=author,
            status="delivered",
        )
        self.thread.bubbles.append(bubble)
        return bubble

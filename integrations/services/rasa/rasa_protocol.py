"""Define the messages between Comptoir and Rasa: names, and the steps that Rasa can decide on.

Rasa gets a dialogue's shape and nothing of its content: which operation, which slots are known
(as opaque references), what kind of message came. No words, address, e-mail or code of a customer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from assistant.operations.operation_register import OPERATIONS, AnyOperation


class RasaError(Exception):
    """Say that Rasa gave no usable steps: it is down, slow or wrong; the message has no data."""


IDENTITY = "identity"
"""The slot that is known once the customer has proven who they are."""

CONFIRMATION = "confirmation"
"""The slot that only a yes to what was read back fills."""

KNOWN = "known"
"""The value of `IDENTITY`, and of optional slots that are not needed."""


class Act(StrEnum):
    """Name the act of a message in an operation; a message that opens one has its name instead."""

    INFORM = "inform"  # says something for its slots
    AFFIRM = "affirm"  # to what was read back
    DENY = "deny"
    STOP = "stop"
    PROVE = "prove"  # gives, or should give, a proof of who they are
    DIGRESS = "digress"  # asks or says something else
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaStand:
    """Hold the state of the dialogue before a message."""

    operation: str = ""  # in progress; "": none
    slots: Mapping[str, str]  # known, as references
    requested: str | None = None  # the slot that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaSignal:
    """Hold the meaning of a message for Rasa."""

    intent: str  # an operation's name, or an `Act`
    slots: Mapping[str, str]  # that are known now, as references


class AskSlot(BaseModel):
    """Ask for a slot; `IDENTITY` means a proof of it, `CONFIRMATION` a read-back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["ask"] = "ask"
    operation: str
    slot: str


class Submit(BaseModel):
    """Complete the operation: every slot is known and, for an effect, the customer said yes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["submit"] = "submit"
    operation: str


class Leave(BaseModel):
    """Leave the operation in progress."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["leave"] = "leave"
    why: Literal["stopped", "declined"]


class Digress(BaseModel):
    """Answer another question first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["digress"] = "digress"


class Rephrase(BaseModel):
    """Say that the message was not understood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Literal["rephrase"] = "rephrase"


Step = AskSlot | Submit | Leave | Digress | Rephrase


class Decider(Protocol):
    """Decide on the next steps, as a Rasa server does."""

    async def turn(self, sender: str, stand: RasaStand, signal: RasaSignal) -> list[Step]:
        """Return the next steps, at least one.

        Raises:
            RasaError: there is no usable answer in time.
        """
        ...


def slots_of(operation: AnyOperation) -> tuple[str, ...]:
    """Return the slots of a form, in order: the identity, the parameters, and a yes."""
    names = [slot.name for slot in operation.slots]
    last = [CONFIRMATION] if operation.has_effect else []
    return (IDENTITY, *names, *last)


def form_of(operation: str) -> str:
    """Return the name of an operation's form."""
    return f"{operation}_form"


def slot_names() -> tuple[str, ...]:
    """Return every slot of every form, each once."""
    return tuple(dict.fromkeys(name for one in OPERATIONS.values() for name in slots_of(one)))

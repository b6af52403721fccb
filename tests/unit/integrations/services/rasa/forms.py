"""Rasa's rules and forms as the generated project states them, decided in the test's process."""

from dataclasses import dataclass, field

from assistant.operations.operation_register import OPERATIONS
from integrations.services.rasa.rasa_protocol import (
    CONFIRMATION,
    IDENTITY,
    Act,
    AskSlot,
    Digress,
    Leave,
    RasaError,
    RasaSignal,
    RasaStand,
    Rephrase,
    Step,
    Submit,
    slots_of,
)

ASIDES: dict[str, Step] = {Act.DIGRESS: Digress(), Act.UNCLEAR: Rephrase()}


@dataclass
class Forms:
    """Answers as Rasa does; `down` and `instead` make it fail and err."""

    down: bool = False
    instead: list[list[Step]] = field(default_factory=list)  # answers to give before its own
    told: list[tuple[RasaStand, RasaSignal]] = field(default_factory=list)

    async def turn(self, sender: str, stand: RasaStand, signal: RasaSignal) -> list[Step]:
        assert sender
        self.told.append((stand, signal))
        if self.down:
            message = "ConnectError"
            raise RasaError(message)
        return self.instead.pop(0) if self.instead else decide(stand, signal)


def decide(stand: RasaStand, signal: RasaSignal) -> list[Step]:
    """Return what the rules say to a signal."""
    if signal.intent in OPERATIONS:
        return [_fill(signal.intent, {**stand.slots, **signal.slots})]
    match signal.intent:
        case Act.STOP:
            return [Leave(why="stopped")]
        case Act.DENY:
            return [Leave(why="declined")]
        case Act.PROVE:
            return [AskSlot(operation=stand.operation, slot=IDENTITY)]
        case Act.AFFIRM:
            return [_fill(stand.operation, {**stand.slots, CONFIRMATION: "yes"})]
    first = [ASIDES[signal.intent]] if signal.intent in ASIDES else []
    return [*first, _fill(stand.operation, {**stand.slots, **signal.slots})]


def _fill(operation: str, known: dict[str, str]) -> Step:
    missing = [name for name in slots_of(OPERATIONS[operation]) if name not in known]
    return AskSlot(operation=operation, slot=missing[0]) if missing else Submit(operation=operation)

"""Describe the state of a dialogue to Rasa, in references that mean nothing outside. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from pydantic import JsonValue

from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CODE, CONFIRM, Frame
from assistant.operations.dialogue.frames import IDENTITY as ASKED_IDENTITY
from assistant.operations.dialogue.slot_questions import is_filled
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import SlotKind
from integrations.services.rasa.rasa_protocol import (
    CONFIRMATION,
    IDENTITY,
    KNOWN,
    Act,
    RasaSignal,
    RasaStand,
    slots_of,
)

_VARIANT = "variant"
"""Begins the name of a question for the variant of a line, of a product, or of an item."""

_OF_VARIANTS = frozenset({SlotKind.SWAPS, SlotKind.PRODUCT, SlotKind.ITEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueReferences:
    """Make references with `key`: in a conversation, the same value has the same reference."""

    key: bytes  # up to 64 are used

    def tell(
        self, run: DialogueRun, before: Frame | None, act: Act | None
    ) -> tuple[RasaStand, RasaSignal]:
        """Return the state of the dialogue before a message, and the signal of the message.

        Without an `act` the message opens the operation that is now in progress, over `before` or
        nothing.
        """
        now = self._known(run, run.current)
        operation = before.operation if before is not None else ""
        requested = _requested(before, now) if before is not None else None
        if before is None or act is None:
            stand = RasaStand(operation=operation, slots=now, requested=requested)
            return stand, RasaSignal(intent=run.current.operation, slots={})
        then = self._known(run, before)
        kept = {name: value for name, value in then.items() if name in now and name != requested}
        stand = RasaStand(operation=operation, slots=kept, requested=requested)
        return stand, RasaSignal(intent=act, slots=now if act is Act.INFORM else {})

    def _known(self, run: DialogueRun, frame: Frame) -> Mapping[str, str]:
        """Return the known slots, as references; an optional one that is not needed counts, too.

        An optional slot is needed only once it was asked for, which the gate has a reason for.
        """
        slots = {IDENTITY: KNOWN} if run.known() else {}
        for slot in OPERATIONS[frame.operation].slots:
            if is_filled(frame, slot):
                slots[slot.name] = self._reference(run, frame.slots[slot.name])
            elif not slot.required and frame.asked != slot.name:
                slots[slot.name] = KNOWN
        return slots

    def _reference(self, run: DialogueRun, value: JsonValue) -> str:
        of = orjson.dumps([run.conversation.conversation_id, value], option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(of, key=self.key[:64], digest_size=8).hexdigest()


def _requested(frame: Frame, known: Mapping[str, str]) -> str:
    """Return the slot of the form that was asked for."""
    operation = OPERATIONS[frame.operation]
    if frame.asked in {ASKED_IDENTITY, CODE}:
        return IDENTITY
    if frame.asked == CONFIRM:
        return CONFIRMATION
    if frame.asked.startswith(_VARIANT):
        return next(slot.name for slot in operation.slots if slot.kind in _OF_VARIANTS)
    names = slots_of(operation)
    unknown = (name for name in names if name not in known)
    return frame.asked if frame.asked in names else next(unknown, names[-1])

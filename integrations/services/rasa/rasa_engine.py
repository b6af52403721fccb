"""Carry out operations in a dialogue whose steps Rasa's rules and forms decide.

    hear (ours) -> stand and signal -> Rasa -> ask this | read back | submit | digress | leave

It is the embedded engine with its decisions taken elsewhere: words are understood, values found
among the customer's own orders and identities proven by the same code, and the gate stands where
it stood. So when Rasa gives no answer, in the middle of a turn or for days, the embedded engine's
own decision takes its place, on the same state.
"""

import asyncio
from dataclasses import dataclass, field

import structlog

from assistant.conversation.conversation import Conversation
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import EngineMove, Reply
from assistant.operations.dialogue.frames import WHICH, Frame
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.operations.dialogue.identity_questions import identify
from assistant.operations.dialogue.refusal_remedies import refusal_of_order
from assistant.operations.dialogue.slot_choices import offer
from assistant.operations.dialogue.slot_questions import (
    AbsorbedWords,
    Step,
    absorb,
    ask_for,
    is_filled,
)
from assistant.operations.dialogue.unusable_values import tell_if_whole
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import Slot
from integrations.services.rasa import rasa_protocol
from integrations.services.rasa.dialogue_references import DialogueReferences
from integrations.services.rasa.rasa_protocol import (
    CONFIRMATION,
    IDENTITY,
    Act,
    AskSlot,
    Decider,
    Digress,
    Leave,
    RasaError,
    Submit,
)

REST_S = 5.0
"""Rest after Rasa gave no answer, so that a turn waits for one time-out at most."""

_IMPOSSIBLE = "decided what cannot be"

log = structlog.get_logger()


class RasaEngine:
    """Talk a customer through operations as Rasa decides; see `engine_moves.DialogueEngine`."""

    def __init__(
        self, *, embedded: EmbeddedEngine, client: Decider, key: bytes, falls_back: bool = True
    ) -> None:
        """Take the engine that does the work; `key` makes references that only we can read.

        Without `falls_back` a turn raises RasaError where the embedded engine would decide.
        """
        self._falls_back = falls_back
        self._embedded = embedded
        self._client = client
        self._standing = DialogueReferences(key=key)
        self._rests_until = 0.0

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            return await self._embedded.advance(conversation, heard)
        turn = _RasaTurn(
            gate=self._embedded.gate,
            identifier=self._embedded.identifier,
            client=self._client,
            standing=self._standing,
        )
        move = await turn.advance(conversation, heard)
        if turn.talk.error and not self._falls_back:
            raise RasaError(turn.talk.error)
        if turn.talk.error:
            self._rests_until = loop.time() + REST_S
            log.warning("rasa.unavailable", error=turn.talk.error)
        return move


@dataclass(slots=True)
class _RasaTalk:
    """Hold the signals and steps of one turn."""

    before: Frame | None = None  # the operation in progress when the message came
    act: Act | None = None  # of the message, until Rasa is told
    planned: list[rasa_protocol.Step] = field(
        default_factory=list
    )  # decided by Rasa, not taken yet
    error: str = ""  # why the embedded engine decides the rest of the turn


@dataclass(frozen=True, kw_only=True)  # no slots: super() needs the class that it stands in
class _RasaTurn(EmbeddedEngine):
    """Take one turn: Rasa makes each decision, or the embedded engine once Rasa gave no answer."""

    client: Decider
    standing: DialogueReferences
    talk: _RasaTalk = field(default_factory=_RasaTalk)

    async def _hear(self, run: DialogueRun) -> EngineMove:
        current = run.dialogue.current
        self.talk.before = None if current is None or current.asked == WHICH else current
        return await super()._hear(run)

    async def _hear_identity(self, run: DialogueRun, current: Frame) -> EngineMove:
        self.talk.act = Act.INFORM
        return await super()._hear_identity(run, current)

    async def _hear_values(
        self, run: DialogueRun, current: Frame, absorbed: AbsorbedWords
    ) -> EngineMove:
        self.talk.act = Act.INFORM if absorbed.any else Act.UNCLEAR
        return await super()._hear_values(run, current, absorbed)

    async def _hear_yes(self, run: DialogueRun) -> EngineMove:
        await self._plan(run, Act.AFFIRM)
        step = self._next(run)
        if self.talk.error or isinstance(step, Submit):  # which looks whether the proposal is fresh
            self.talk.planned.clear()
            return await super()._hear_yes(run)
        run.drop_open("replaced" if run.known() else "expired")
        return await self.proceed(run)

    async def _leave(self, run: DialogueRun, said: str) -> Reply:
        if self.talk.before is None:  # nothing that Rasa was told of is left
            return await super()._leave(run, said)
        await self._plan(run, Act.DENY if said == "said.declined" else Act.STOP)
        step = self._next(run)
        if self.talk.error or isinstance(step, Leave):
            self.talk.planned.clear()
            return await super()._leave(run, said)
        run.drop_open("replaced")
        return await self.proceed(run)

    async def _aside(self, run: DialogueRun) -> EngineMove:
        await self._plan(run, Act.DIGRESS)
        step = self._next(run)
        if self.talk.error or isinstance(step, Digress):
            rest = self.talk.planned[1:]
            self.talk.planned = [] if _asks_for_known(run, rest) else rest
            return await super()._aside(run)
        run.drop_open("replaced")
        return await self.proceed(run)

    async def _step(self, run: DialogueRun) -> Step:
        left = await self.gate.leaves_to_people(run.current.operation)
        if self.talk.error or left is not None:
            return await super()._step(run)
        if run.known():
            if run.current.text:
                run.replace_current((await absorb(run, run.current)).frame)
            refusal = await refusal_of_order(run, run.current)
            if refusal is not None:
                return await self._refused(run, run.current, refusal)
            await tell_if_whole(run)
            await _fill_alone(run)
        if not self.talk.planned:
            await self._plan(run, self.talk.act or Act.INFORM)
        step = self._next(run)
        self.talk.planned.clear()
        return await self._take(run, step)

    async def _take(self, run: DialogueRun, step: rasa_protocol.Step | None) -> Step:
        """Take the step that Rasa decided on, or the embedded engine's if that cannot be done."""
        match step:
            case AskSlot(slot=slot) if slot == IDENTITY and not run.known():
                return await identify(run, self.identifier)
            case AskSlot(slot=slot) if (wanted := _slot(run, slot)) is not None and wanted.required:
                return await ask_for(run, wanted, guess=True)
            case AskSlot(slot=slot) if slot == CONFIRMATION or _slot(run, slot) is not None:
                return await self._consider(run)  # the gate knows whether an optional one is needed
            case Submit(operation=name) if not OPERATIONS[name].has_effect:
                return await self._consider(run)
            case _:
                self.talk.error = self.talk.error or _IMPOSSIBLE
                return await super()._step(run)

    async def _plan(self, run: DialogueRun, act: Act) -> None:
        """Ask Rasa for the next steps, and put them into `planned`."""
        talk = self.talk
        if talk.error:
            return
        opened = talk.before is None or talk.before.operation != run.current.operation
        if act is Act.INFORM and not opened and not run.known():
            act = Act.PROVE
        stand, signal = self.standing.tell(run, talk.before, None if opened else act)
        talk.act = talk.before = None
        sender = run.conversation.conversation_id
        try:
            talk.planned = await self.client.turn(sender, stand, signal)
        except RasaError as error:
            talk.error = str(error)

    def _next(self, run: DialogueRun) -> rasa_protocol.Step | None:
        """Return the first step that is left, without those that only ask to rephrase.

        A step of another operation than the one in progress cannot be followed.
        """
        steps = [one for one in self.talk.planned if not isinstance(one, rasa_protocol.Rephrase)]
        step = steps[0] if steps else None
        if isinstance(step, AskSlot | Submit) and step.operation != run.current.operation:
            step = None
        if step is None and not self.talk.error:
            self.talk.error = _IMPOSSIBLE
        return step


def _asks_for_known(run: DialogueRun, steps: list[rasa_protocol.Step]) -> bool:
    """Tell whether Rasa asks again for the identity of a customer who has signed in since."""
    asked = steps[0] if steps else None
    return run.known() and isinstance(asked, AskSlot) and asked.slot == IDENTITY


async def _fill_alone(run: DialogueRun) -> None:
    """Fill the slots that can have only one value, in the order in which they are asked for."""
    for slot in OPERATIONS[run.current.operation].slots:
        if not slot.required or is_filled(run.current, slot):
            continue
        offered = await offer(run, run.current, slot)
        if offered.only is None:
            return
        run.replace_current(run.current.with_slot(slot.name, offered.only))
        if not is_filled(run.current, slot):
            return


def _slot(run: DialogueRun, name: str) -> Slot | None:
    """Return the slot to ask for; None: there is none of that name, or it is known."""
    for slot in OPERATIONS[run.current.operation].slots:
        if slot.name == name and not is_filled(run.current, slot):
            return slot
    return None

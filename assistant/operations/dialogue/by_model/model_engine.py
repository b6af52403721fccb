"""Talk customers through operations as a language model reads their messages.

    plain? -> embedded | model: tool calls -> wishes -> embedded: fill, ask, read back

A model is asked two things. Which operations does the message ask for? It sees the customer's
words, and calls the tools that are offered. Which of the customer's things is meant, where words
only describe it? It sees those, and gives a number. It writes no reply, confirms nothing, proves
nobody's identity and has no effect: a yes is read by our rules, and the gate stands where it
stood. A model that is away, or says nothing usable, leaves the message to the embedded engine.
"""

import asyncio
import time
from dataclasses import dataclass, field, replace

import structlog
from pydantic import JsonValue

from assistant.answers.fixed_replies import hand_off
from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Reason
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import (
    Completion,
    LanguageModel,
    ModelError,
    Purpose,
    Request,
)
from assistant.operations.dialogue.by_model.described_things import (
    chosen,
    pointing,
    pointing_request,
)
from assistant.operations.dialogue.by_model.model_reading import CustomerWords, ModelReading, read
from assistant.operations.dialogue.by_model.model_requests import reading_request
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import Aside, EngineMove, NotAnOperation, Reply
from assistant.operations.dialogue.frames import CODE, CONFIRM, IDENTITY, Frame
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.operations.dialogue.identity_questions import gives_proof
from assistant.operations.dialogue.slot_choices import offer
from assistant.operations.dialogue.slot_questions import Step, ask_for, is_filled, with_value
from assistant.operations.dialogue.values.slot_values import fill, open_orders
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import Slot
from assistant.understanding.message_words import same_words


def is_plain(run: DialogueRun) -> bool:
    """Return whether the rules read this message whole: nothing is left for a model to add.

    A yes is only ever read by the rules, and so are wishes that a model restated. A code, an
    address that proves an identity, the words of a button and the call of a program never go to a
    model.
    """
    heard, current = run.heard, run.dialogue.current
    agrees = current is not None and current.asked == CONFIRM and (heard.yes or heard.assents)
    if (
        heard.called
        or agrees
        or (heard.yes and heard.alone)
        or heard.stop
        or (heard.restated and heard.wishes)
        or heard.remark is not None
        or (heard.no and heard.alone)
    ):
        return True
    if current is not None and current.asked in {IDENTITY, CODE}:
        return gives_proof(run)
    return _is_button(run)


def _is_button(run: DialogueRun) -> bool:
    """Return whether the message is one of the quick replies that were offered."""
    last = run.conversation.last_reply
    return last is not None and any(same_words(run.heard.text, one) for one in last.quick_replies)


MAX_POINTED = 3
"""Most questions in one turn for the thing that a description points at."""

log = structlog.get_logger()


class ModelEngine:
    """Talk a customer through operations by a model's reading; see `DialogueEngine`."""

    def __init__(
        self, *, embedded: EmbeddedEngine, model: LanguageModel, timeout_s: float = 5.0
    ) -> None:
        """Take the engine that does the work; a reading may take `timeout_s`, tries included."""
        self._embedded = embedded
        self._model = model
        self._timeout_s = timeout_s

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        turn = _Turn(
            gate=self._embedded.gate,
            identifier=self._embedded.identifier,
            model=self._model,
            timeout_s=self._timeout_s,
        )
        return await turn.advance(conversation, heard)


@dataclass(slots=True)
class _Talk:
    """Count the questions that the model was asked in one turn."""

    pointed: int = 0
    away: bool = False  # it gave no answer: it is not asked again in this turn


@dataclass(frozen=True, kw_only=True)  # no slots: super() needs the class that it stands in
class _Turn(EmbeddedEngine):
    """Take one turn by the model's reading of the message, where there is a reading."""

    model: LanguageModel
    timeout_s: float
    talk: _Talk = field(default_factory=_Talk)

    async def _hear(self, run: DialogueRun) -> EngineMove:
        if is_plain(run):
            return await super()._hear(run)
        move = await self._hear_reading(run, await self._read(run))
        return replace(move, events=tuple(run.events)) if isinstance(move, NotAnOperation) else move

    async def _hear_reading(self, run: DialogueRun, reading: ModelReading | None) -> EngineMove:
        """Follow the model's reading; if it is empty, the rules' reading.

        A reading without wishes does not stand against a request that the rules are sure of, nor do
        calls
        that rest on no word of the message: weak models recite their prompt.
        """
        if reading is None or reading.is_empty or (run.heard.wishes and _is_weak(reading)):
            return await super()._hear(run)
        if reading.person and not reading.wishes:
            return _to_people(run)
        run.heard = _as_read(run.heard, reading)
        if not reading.wishes and run.dialogue.current is None:
            return NotAnOperation(question=_question(reading, run.heard))
        return _asked_besides(await super()._hear(run), reading, run.heard)

    async def _read(self, run: DialogueRun) -> ModelReading | None:
        """Return the model's reading of the message; None: it gave no answer."""
        said = CustomerWords(now=run.heard.text, earlier=run.conversation.earlier)
        request = reading_request(run, said, await self._impossible(run))
        answer = await self._ask(run, request, "read")
        if answer is None:
            return None
        names = {tool.name for tool in request.tools}
        reading = read(answer.calls, names, said, run.gate.rules)
        if reading.dropped:
            log.info("dialogue.model_calls_dropped", count=reading.dropped)
        return reading

    async def _impossible(self, run: DialogueRun) -> frozenset[str]:
        """Return the operations that none of the customer's orders allows now."""
        if not run.known():
            return frozenset()
        needed = (name for name, one in OPERATIONS.items() if one.order_rules is not None)
        try:
            return frozenset(
                [name for name in needed if not await open_orders(run, Frame(operation=name))]
            )
        except ShopUnavailableError:  # said later, if the message is about an order at all
            return frozenset()

    async def _ask_missing(self, run: DialogueRun) -> Step:
        for slot in OPERATIONS[run.current.operation].slots:
            if slot.name in run.current.described:
                await self._find(run, slot)
            if slot.required and not is_filled(run.current, slot):
                asked = await ask_for(run, slot, guess=True)
                if asked is not Step.COMPLETE:
                    return asked
        return Step.COMPLETE

    async def _find(self, run: DialogueRun, slot: Slot) -> None:
        """Fill a slot with the thing that a description points at, if that is clear."""
        while self.talk.pointed < MAX_POINTED:
            before = run.current
            if slot.name not in before.slots and (words := _words(before)):
                value = await fill(run, before, words, slot)  # by name, now that more is known
                if value is not None:
                    run.replace_current(with_value(before, slot, value))
            if is_filled(run.current, slot) and slot.name not in run.current.described:
                return
            if not await self._point(run, slot):
                return

    async def _point(self, run: DialogueRun, slot: Slot) -> bool:
        """Ask the model to choose once; return whether more is known than before."""
        before = run.current
        point = await pointing(run, slot, await offer(run, before, slot))
        value: JsonValue = None
        if point is not None:
            self.talk.pointed += 1
            answer = await self._ask(run, pointing_request(run, point), "pointed")
            value = chosen(answer.text, point, before) if answer is not None else None
        if value is None or value == before.slots.get(slot.name):
            run.replace_current(_not_found(run, before, slot))
            return False
        now = with_value(before, slot, value)
        run.replace_current(_without_description(now, slot) if is_filled(now, slot) else now)
        return True

    async def _ask(self, run: DialogueRun, request: Request, outcome: str) -> Completion | None:
        """Return the model's answer; None: it gave none in time, or none that can be used."""
        if self.talk.away:
            return None
        began = time.perf_counter()
        answer: Completion | None = None
        try:
            async with asyncio.timeout(self.timeout_s):
                answer = await self.model.complete(request)
        except (ModelError, TimeoutError) as error:
            self.talk.away = True
            outcome = error.word if isinstance(error, ModelError) else "unavailable"
            log.warning("dialogue.model_away", error=outcome)
        asked = account_for(
            run.conversation.conversation_id,
            Purpose.DIALOGUE,
            at=run.gate.clock.now(),
            outcome=outcome,
            end=answer.end if answer else None,
            latency_ms=1000 * (time.perf_counter() - began),
        )
        run.record(asked)
        return answer


def _is_weak(reading: ModelReading) -> bool:
    return reading.only_nothing or not reading.quoted


def _without_description(frame: Frame, slot: Slot) -> Frame:
    left = {name: said for name, said in frame.described.items() if name != slot.name}
    return replace(frame, described=left)


def _not_found(run: DialogueRun, frame: Frame, slot: Slot) -> Frame:
    """Return the frame without a description that leads nowhere.

    Where the customer says no to the known value, the value is asked for again.
    """
    denied = slot.name in frame.described and (run.heard.no or run.heard.corrects)
    return _without_description(frame.without(slot.name) if denied else frame, slot)


def _words(frame: Frame) -> str:
    return "\n".join(frame.described.values())


def _as_read(heard: HeardMessage, reading: ModelReading) -> HeardMessage:
    """Return the message with the model's reading; a yes is left to the rules."""
    asks = bool(reading.questions) and not reading.wishes
    return replace(
        heard,
        wishes=reading.wishes,
        readings=(),
        question=asks,
        only_asks=asks,
        stop=reading.leaves and not reading.wishes,
        no=heard.no and not asks,
    )


def _question(reading: ModelReading, heard: HeardMessage) -> str:
    """Return the part of the message that asks; "": all of it, or several parts do."""
    only = reading.questions[0] if len(reading.questions) == 1 else ""
    return "" if only == heard.text.strip() else only


def _asked_besides(move: EngineMove, reading: ModelReading, heard: HeardMessage) -> EngineMove:
    """Return the move with the question answered that the message asks besides."""
    if not reading.questions or heard.apart:
        return move
    question = _question(reading, heard)
    if isinstance(move, Aside):
        return replace(move, question=question)
    can_wait = isinstance(move, Reply) and move.verdict is None and move.draft.reason is None
    if isinstance(move, Reply) and can_wait and reading.wishes and question:
        return Aside(events=move.events, resume=move.draft, question=question)
    return move


def _to_people(run: DialogueRun) -> Reply:
    """Return a handoff to a person, as the customer wishes."""
    run.drop_open("replaced")
    draft = hand_off(Reason.ASKED_FOR_PERSON, run.language, rule="model_asked_for_person")
    return Reply(events=run.closing_events(), draft=draft)

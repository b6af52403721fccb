"""Sum up every handoff once in a model's words, in one worker of many.

Only the customer's messages are shown to the model, and sentences that do not rest on them are left
out. The customer's own sentences (`desk.handoff.extractive_summary`) are there anyway, and stand
alone where nothing of the model's is left.

A round follows the log from about its end: a handoff that happens while no worker runs is not
summed up later.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.answers.guard.claim_support import denies_otherwise, foreign_name, unfounded_claim
from assistant.answers.guard.draft_review import unproven_fact
from assistant.answers.guard.forbidden_content import (
    carries_markup,
    leaks,
    promises_something,
    talks_of_itself,
)
from assistant.answers.guard.quoted_spans import QuotedSpan, find
from assistant.answers.guard.sentence_judge import LONGEST, Sentence
from assistant.answers.reply_draft import Ground
from assistant.answers.terms import term, terms
from assistant.answers.writing.sentence_stream import SentenceReader
from assistant.answers.writing.wording_prompt import Voice
from assistant.console.copilot.copilot_prompts import summing_up, summing_up_rules
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    HandoffRequested,
    HandoffSummarised,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.handoff.extractive_summary import LIMIT, open_question
from assistant.desk.handoff.handoff_package import since_release, summed_up
from assistant.desk.ports import CaseProjection
from assistant.kit.duty import Duty, repeat_for
from assistant.kit.fault_log import report
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import Completed, LanguageModel, ModelError, Purpose
from assistant.ports import Clock, EventLog, UnknownConversationError
from assistant.understanding.languages.language_detector import detect

MOST = 12
"""Messages that are shown, the last ones; characters of each: `_LONG`."""

SUPPORT = 0.5
"""Least share of a sentence's content words that the customer wrote: it tells of them, and so it
has words of its own ("asks", "received"), which an answer has not."""

_LONG = 600
_FRAME = (
    "customer client cliente person personne order commande ask asks asking want wants wish wishes"
    " say says report reports tell request requests complain need needs like demande veut souhaite"
    " dit signale indique explique précise attend voudrait aimerait"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffSummariser:
    """Sum up with a language model; it holds collaborators and no state."""

    model: LanguageModel
    voice: Voice
    clock: Clock
    default_language: Language = "fr"
    clock_ms: Callable[[], float] = field(default=lambda: time.perf_counter() * 1000)

    async def sum_up(
        self, conversation: Conversation, wrote: Sequence[CustomerWrote]
    ) -> tuple[ConversationEvent, ...]:
        """Return the model's account and the summary of `wrote`, empty if no sentence is left.

        An empty summary says that it was tried: nobody pays for it again.
        """
        shown = [one for one in wrote if one.text.strip()][-MOST:]
        if not shown:
            return ()
        language = conversation.language or self.default_language
        grounds = tuple(_ground(one, number, language) for number, one in enumerate(shown, start=1))
        request = summing_up(
            grounds, language=language, voice=self.voice, conversation=conversation
        )
        started, end, outcome = self.clock_ms(), None, "written"
        said: list[Sentence] = []
        try:
            answer = await self.model.complete(request)
            end, said = answer.end, _sentences(answer.text)
        except ModelError as error:
            outcome = error.word
        kept = [one.text for one in said if not self.flaw(one, grounds, language)][: LIMIT + 1]
        account = account_for(
            conversation.conversation_id,
            Purpose.COPILOT,
            at=self.clock.now(),
            outcome=outcome if kept or outcome != "written" else "replaced",
            end=end if isinstance(end, Completed) else None,
            latency_ms=self.clock_ms() - started,
            kept=len(kept),
            dropped=len(said) - len(kept),
        )
        summary = tuple(one for one in kept if not one.endswith("?"))[:LIMIT]
        asked = [one for one in kept if one.endswith("?")]
        unanswered = [one.text for one in conversation.unanswered] if summary else []
        summed = HandoffSummarised(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            summary=summary,
            question=asked[-1] if summary and asked else open_question(unanswered, language),
            language=language,
            read_to=shown[-1].message_id,
        )
        return account, summed

    def flaw(self, sentence: Sentence, grounds: Sequence[Ground], language: Language) -> str:
        """Return the rule by which a sentence is left out; "": the sentence stays."""
        rules = summing_up_rules(language=language, voice=self.voice)
        return next(filter(None, self._flaws(sentence, grounds, language, rules)), "")

    def _flaws(
        self, sentence: Sentence, grounds: Sequence[Ground], language: Language, rules: str
    ) -> Iterator[str]:
        text = sentence.text
        wrote = "\n".join(ground.text for ground in grounds)
        yield "too_long" if len(text) > LONGEST else ""
        yield "markup" if carries_markup(text) else ""
        secret = leaks(text, secrets=(self.voice.canary,), instructions=rules, evidence=wrote)
        yield "leak" if secret else ""
        yield "machine" if talks_of_itself(text, stated=wrote) else ""
        span = _place(sentence, grounds)
        if span is None:
            yield "quote_not_in_evidence"
            return
        fact = unproven_fact(text, (wrote,))
        yield f"{fact.kind}_not_in_evidence" if fact else ""
        yield "name" if foreign_name(text, f"{wrote} {self.voice.shop} {_FRAME}") else ""
        yield "claim" if unfounded_claim(text, wrote) else ""
        yield "negation" if denies_otherwise(text, span.stated) else ""
        promised = promises_something(text, stated=wrote, receipts=(), language=language)
        yield "promise" if promised else ""
        yield "wrong_language" if detect(text, default=language) != language else ""
        yield "unsupported" if _support(text, wrote, language) < SUPPORT else ""


def _ground(wrote: CustomerWrote, number: int, language: Language) -> Ground:
    text = wrote.text if len(wrote.text) <= _LONG else wrote.text[:_LONG].rsplit(" ", 1)[0]
    return Ground(
        title=f"Message {number}", headings=(), text=text, url="", language=language, score=1.0
    )


def _sentences(text: str) -> list[Sentence]:
    reader = SentenceReader()
    return [*reader.feed(text), *reader.finish()]


def _place(sentence: Sentence, grounds: Sequence[Ground]) -> QuotedSpan | None:
    """Return the place of the quote, in the message that it names or in another."""
    if not sentence.quote.strip():
        return None
    first = grounds[sentence.source - 1 : sentence.source] if sentence.source else ()
    for ground in (*first, *grounds):
        if found := find(sentence.quote, ground):
            return found[-1]
    return None


def _support(text: str, wrote: str, language: Language) -> float:
    frame = {term(word, language) for word in _FRAME.split()}
    said = terms(text, language) - frame
    return len(said & terms(wrote, language)) / len(said) if said else 1.0


LATE = timedelta(minutes=10)
"""After this a person has read it all."""

_BACK = 200  # events before the end of the log that a new holder of the duty looks at
_BATCH = 500
_EVERY_S = 0.5  # one indexed query when nothing happened
_TURN_S = 2.0  # then the duty is asked for again
_AT_ONCE = 4


@dataclass(slots=True, kw_only=True)
class SummaryRound:
    """Sum up handoffs as they happen."""

    summing_up: HandoffSummariser
    events: EventLog
    projection: CaseProjection
    duty: Duty
    clock: Clock
    _position: int | None = field(default=None, init=False)  # taken in up to here

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the log until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self._follow, every_s=_TURN_S)

    async def _follow(self, stop: asyncio.Event) -> None:
        await repeat_for(_TURN_S, stop, self.once, idle_s=_EVERY_S)

    async def once(self) -> int:
        """Sum up the log's next handoffs; return how many events were waiting, 0: none.

        It takes no longer than one summary: more than `_AT_ONCE` are left to the next time.
        """
        if self._position is None:
            self._position = max(0, await self.projection.last_position() - _BACK)
        batch = await self.events.tail(self._position, limit=_BATCH)
        if not batch:
            return 0
        handed, to = _one_round(batch, self.clock.now() - LATE)
        await asyncio.gather(*map(self._sum_up, handed))
        self._position = to
        return len(batch)

    async def _sum_up(self, one: ConversationId) -> None:
        try:
            record = await self.events.read(one)
            past = [stored.event for stored in record.events]
            state = Conversation.fold(one, past)
            if state.ownership.handoff is None or summed_up(past) is not None:
                return
            wrote = [each for each in since_release(past) if isinstance(each, CustomerWrote)]
            events = await self.summing_up.sum_up(state, wrote)
            if events:
                await self.events.append(one, events)
        except UnknownConversationError:
            pass  # erased meanwhile
        except Exception as error:  # noqa: BLE001 - one that fails does not stop the others
            report("copilot.summary_failed", error, conversation_id=one)


def _one_round(
    batch: Sequence[StoredEvent], earliest: datetime
) -> tuple[list[ConversationId], int]:
    """Return the first conversations handed over, and the position up to which they reach."""
    handed = dict[ConversationId, None]()
    to = batch[0].position - 1
    for one in batch:
        if isinstance(one.event, HandoffRequested) and one.event.at >= earliest:
            handed.setdefault(one.event.conversation_id)
            if len(handed) > _AT_ONCE:
                handed.popitem()
                break
        to = one.position
    return list(handed), to

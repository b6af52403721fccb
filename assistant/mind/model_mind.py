"""Answer with a language model that calls tools: read `ModelMind.reply` first.

    found by code -> ask -> call tools -> ask ... -> sentences -> guard -> mend once -> draft

The model writes words and asks for facts. It proves nobody's identity, takes no yes, has no
effect: operations are only prepared. Where it fails, comes too late or is held back as a whole,
there is no draft, and the assistant answers in the shop's own words.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import regex

from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ConversationEvent, ModelUsed
from assistant.conversation.model_events import SentenceJudged, ToolCalled
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import (
    Completed,
    LanguageModel,
    Message,
    MessageRole,
    ModelError,
    Purpose,
    Request,
    TextDelta,
    ToolCall,
)
from assistant.mind.cited_sentences import CitedSentence, SentenceStream, joined, read_sentence
from assistant.mind.mind_draft import DraftParts, compose
from assistant.mind.ports import MindReply, Speaker
from assistant.mind.prompt import Voice, mending, numbered, opening
from assistant.mind.reply_guard import Objection, ReplyBasis, objection_to
from assistant.mind.tool_calls import CallBook
from assistant.operations.autonomy.autonomy_verdict import Verdict, strictest
from assistant.ports import Clock
from assistant.tools.counting_tools import today
from assistant.tools.customer_tools import ToolSet
from assistant.tools.facts import ToolError, ToolFact, ToolResult
from assistant.tools.knowledge_tools import ProductAsked, pages_for, product, products_for
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.types import Intent

MOST_REQUESTS = 6
"""Requests of one turn, the mending included."""

SECONDS = 20.0
"""Of one turn, all requests and tools included."""

MOST_SENTENCES = 12
TOKENS = 600
"""Of one answer."""

_PRODUCTS = frozenset({Intent.PRODUCT_SEARCH, Intent.PRODUCT_QUESTION, Intent.COMPARE})
_BESIDE = 2  # products that are shown to the model where nothing says that one is looked for
_PLAIN = 12  # words of a wish that a read-back alone answers
_LINE = regex.compile(r"^\s*(\d{1,2})\s*[:.)]\s*(.*\S)\s*$")
_ANSWER_NOW = Message(
    role=MessageRole.USER, text="Write the reply now, from the facts so far; call no more tools."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMind:
    """Answer with a language model; a `Mind`. Holds collaborators and no state."""

    model: LanguageModel
    tools: ToolSet
    voice: Voice
    clock: Clock
    speaker: Speaker | None = None  # None: nobody watches
    seconds: float = SECONDS
    purpose: Purpose = Purpose.ANSWER
    clock_ms: Callable[[], float] = field(default=lambda: time.perf_counter() * 1000)

    async def reply(self, turn: ToolTurn, *, aloud: bool) -> MindReply:
        """Return the model's reply, mended; without a draft where there is none to send."""
        run = _Loop(mind=self, turn=turn, aloud=aloud, book=CallBook(self.tools))
        draft: Draft | None = None
        try:
            async with asyncio.timeout(self.seconds):
                draft = await run.reply()
        except TimeoutError:
            run.note_failure("too_slow")
        except ModelError as error:
            run.note_failure(error.word)
        if draft is None and run.shown:  # what customers have seen stands
            draft = await run.conclude(run.shown)
        moves = tuple(turn.events) if draft is not None else ()
        return MindReply(draft=draft, moves=moves, account=tuple(run.account), verdict=run.verdict)


@dataclass(slots=True, kw_only=True)
class _Loop:
    """Hold one turn of the loop."""

    mind: ModelMind
    turn: ToolTurn
    book: CallBook
    aloud: bool
    facts: list[ToolFact] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    account: list[ConversationEvent] = field(default_factory=list)
    results: list[ToolResult] = field(default_factory=list)
    requests: int = 0
    shown: list[CitedSentence] = field(default_factory=list)
    verdict: Verdict | None = None
    _asking: tuple[float, int] | None = None  # since when, and characters that came

    async def reply(self) -> Draft | None:
        """Ask until there is a reply; return it as far as it may be sent."""
        await self._find()
        self.messages += opening(
            self.mind.voice,
            self.turn.conversation,
            self._text,
            self.facts,
            language=self.turn.language,
            now=self.facts[0].text,
        )
        while True:
            last = self.requests >= MOST_REQUESTS - 2 or self.book.goes_round
            sentences, calls = await self._ask(last=last)
            if not calls or last:
                return await self.conclude(sentences)
            ends = await self._call(joined(sentences), calls)
            if ends is not None:
                return ends
            if self._closing and not sentences and self._is_plain_wish:
                return await self.conclude([])

    @property
    def _text(self) -> str:
        return self.turn.understanding.message or self.turn.understanding.text

    @property
    def _closing(self) -> Draft | None:
        return next((one.closing for one in reversed(self.results) if one.closing), None)

    @property
    def _is_plain_wish(self) -> bool:
        return "?" not in self._text and len(self._text.split()) <= _PLAIN

    async def _find(self) -> None:
        """Look up what most turns need, with the message's own encoding, before asking."""
        turn, asked = self.turn, self.turn.understanding
        self.facts.append(today(turn))
        seeks = asked.intent in _PRODUCTS
        for product_id in turn.focus[:1]:
            await self._found("product", product(turn, ProductAsked(product_id=product_id)))
        await self._found("search_pages", pages_for(turn, asked))
        limit = 5 if seeks else _BESIDE
        await self._found("search_products", products_for(turn, asked, limit=limit))

    async def _found(self, name: str, looking: Awaitable[ToolResult]) -> None:
        try:
            result = await looking
        except ToolError as error:
            result = ToolResult(note=str(error))
        self._note_call(name, "", result)
        known = {(one.url, one.title, one.text) for one in self.facts}
        self.facts += (one for one in result.facts if (one.url, one.title, one.text) not in known)

    async def _ask(self, *, last: bool) -> tuple[list[CitedSentence], list[ToolCall]]:
        """Ask once; return the sentences and the calls, with sentences shown as they pass."""
        if last and self.requests:
            self.messages.append(_ANSWER_NOW)
        stream, basis = SentenceStream(), self._basis()
        sentences: list[CitedSentence] = []
        calls: list[ToolCall] = []
        request = self._request(tools=not last)
        end: Completed | None = None
        self._asking = (self.mind.clock_ms(), 0)
        async with aclosing(self.mind.model.stream(request)) as parts:
            async for part in parts:
                match part:
                    case TextDelta(text=text):
                        for one in stream.feed(text):
                            sentences.append(one)
                            await self._show(sentences, basis)
                    case ToolCall():
                        calls.append(part)
                    case Completed():
                        end = part
        sentences += stream.finish()
        self._note_request("called" if calls else "written", end)
        return sentences[:MOST_SENTENCES], calls

    def _request(self, *, tools: bool) -> Request:
        self.requests += 1
        conversation = self.turn.conversation
        used = (one for one in self.account if isinstance(one, ModelUsed))
        return Request(
            messages=tuple(self.messages),
            purpose=self.mind.purpose,
            conversation_id=conversation.conversation_id,
            spent=conversation.model_tokens + sum(one.prompt + one.completion for one in used),
            tools=tuple(one.offered for one in self.mind.tools.tools) if tools else (),
            max_tokens=TOKENS,
        )

    async def _show(self, sentences: Sequence[CitedSentence], basis: ReplyBasis) -> None:
        """Show the sentences so far on open pages, while each names its facts and passes."""
        if not self.aloud or self.mind.speaker is None or len(self.shown) != len(sentences) - 1:
            return
        newest = sentences[-1]
        if not basis.named(newest) or objection_to(newest, basis) is not None:
            return
        self.shown.append(newest)
        await self.mind.speaker.say(self.turn.conversation, joined(self.shown))

    async def _call(self, said: str, calls: Sequence[ToolCall]) -> Draft | None:
        """Carry out calls and tell the model; return code's own words where they are the reply."""
        self.turn.stated = self._basis().texts
        results = await self.book.carry_out(self.turn, calls)
        self.messages.append(Message(role=MessageRole.ASSISTANT, text=said, calls=tuple(calls)))
        for call, result in zip(calls, results, strict=True):
            self.results.append(result)
            self._note_call(call.name, call.arguments, result)
            lines = (*numbered(result.facts, len(self.facts) + 1), result.note)
            self.facts += result.facts
            self.messages.append(
                Message(
                    role=MessageRole.TOOL,
                    answers=call.call_id,
                    text="\n".join(filter(None, lines)) or "nothing",
                )
            )
            if result.verdict is not None:
                both = (result.verdict, *([self.verdict] if self.verdict else ()))
                self.verdict = strictest(both)
        return next((one.ends for one in results if one.ends), None)

    def _basis(self) -> ReplyBasis:
        turn, voice = self.turn, self.mind.voice
        talk = turn.conversation.talk
        return ReplyBasis(
            facts=tuple(self.facts),
            said=(self._text, *(one.text for one in talk if one.by is None)),
            replied=tuple(one.text for one in talk if one.by is not None),
            evidence=tuple(text for one in self.results for text in one.evidence),
            language=turn.language,
            shop=voice.shop,
            names=turn.names,
            secrets=(voice.canary,),
            instructions=voice.rules(turn.language),
            urls=tuple(url for one in self.results for url in one.urls),
        )

    async def conclude(self, sentences: Sequence[CitedSentence]) -> Draft | None:
        """Judge the sentences, have those mended that fail, and compose the draft of the rest."""
        basis = self._basis()
        kept: list[CitedSentence | None] = list(sentences)
        failing = {
            at: objection
            for at, one in enumerate(sentences)
            if (objection := objection_to(one, basis)) is not None
        }
        anew = await self._mend(sentences, failing) if failing else {}
        for at, objection in failing.items():
            kept[at] = self._mended(sentences[at], objection, anew.get(at, "-"), basis)
        parts = DraftParts(
            sentences=[one for one in kept if one is not None],
            basis=basis,
            closing=self._closing,
            offers_person=any(one.offers_person for one in self.results),
            topic=self.turn.understanding.text,
        )
        return compose(parts)

    async def _mend(
        self, sentences: Sequence[CitedSentence], failing: dict[int, Objection]
    ) -> dict[int, str]:
        """Ask for the sentences that fail anew, once; without an answer they are left out."""
        lines = [_objection_line(at, sentences[at], one) for at, one in failing.items()]
        written = Message(role=MessageRole.ASSISTANT, text=_as_written(sentences))
        self.messages += (written, mending(lines))
        request = self._request(tools=False)
        self._asking = (self.mind.clock_ms(), 0)
        try:
            answer = await self.mind.model.complete(request)
        except ModelError as error:
            self.note_failure(error.word)
            return {}
        self._note_request("mended", answer.end)
        found = (_LINE.match(line) for line in answer.text.splitlines())
        return {int(one[1]) - 1: one[2] for one in found if one}

    def _mended(
        self, before: CitedSentence, objection: Objection, anew: str, basis: ReplyBasis
    ) -> CitedSentence | None:
        """Return the sentence that stands in place of one that failed; None: it is left out."""
        after: CitedSentence | None = None
        if anew.strip() == "=":
            after = before if not objection.certain else None
        elif regex.search(r"\p{L}", anew):
            read = replace(read_sentence(anew), breaks=before.breaks)
            read = read if read.facts else replace(read, facts=before.facts)
            after = read if objection_to(read, basis) is None else None
        self.account.append(
            SentenceJudged(
                conversation_id=self.turn.conversation.conversation_id,
                at=self.mind.clock.now(),
                rule=objection.rule,
                text=before.text,
                mended=after.text if after else "",
            )
        )
        return after

    def note_failure(self, word: str) -> None:
        """Record that the model did not answer, or not in time."""
        if self._asking is not None:
            self._note_request(word, None)

    def _note_request(self, outcome: str, end: Completed | None) -> None:
        since, _ = self._asking or (self.mind.clock_ms(), 0)
        self._asking = None
        self.account.append(
            account_for(
                self.turn.conversation.conversation_id,
                self.mind.purpose,
                at=self.mind.clock.now(),
                outcome=outcome,
                end=end,
                latency_ms=self.mind.clock_ms() - since,
                shown=bool(self.shown),
            )
        )

    def _note_call(self, name: str, arguments: str, result: ToolResult) -> None:
        self.account.append(
            ToolCalled(
                conversation_id=self.turn.conversation.conversation_id,
                at=self.mind.clock.now(),
                tool=name,
                arguments=arguments[:1_000],
                facts=tuple(_where(one) for one in result.facts),
                note=result.note[:500],
            )
        )


def _where(fact: ToolFact) -> str:
    """Return where a fact stands, in one line."""
    head = " > ".join(dict.fromkeys(filter(None, (fact.title, *fact.headings))))
    return f"{fact.origin}: {head or fact.text[:80]}"


def _as_written(sentences: Sequence[CitedSentence]) -> str:
    return "\n".join(f"{at}. {one.text}" for at, one in enumerate(sentences, start=1))


def _objection_line(at: int, sentence: CitedSentence, objection: Objection) -> str:
    doubt = "" if objection.certain else " (in doubt)"
    span = f': "{objection.span[:160]}"' if objection.span else ""
    return f"{at + 1}. {sentence.text}\n   objection: {objection.rule}{span}{doubt}"

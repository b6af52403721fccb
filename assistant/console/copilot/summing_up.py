"""What led to a handoff, in a model's words: what does not rest on the customer's is left out.

The customer's own sentences are there anyway (`assistant.desk.handoff.extractive_summary`) and stand where nothing
of the model's is left. Only what the customer wrote is shown to it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers.reply_draft import Ground
from assistant.answers.words import term, terms
from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.events import ConversationEvent, CustomerWrote, HandoffSummarised
from assistant.conversation.conversation_message import Language
from assistant.console.copilot.accounts import used
from assistant.console.copilot.copilot_prompts import summing_up, summing_up_rules
from assistant.answers.guard.sentence_judge import LONGEST, Sentence
from assistant.answers.guard.outlets import carries_markup, leaks
from assistant.answers.guard.promising import promises_something, talks_of_itself
from assistant.answers.guard.draft_review import unproven_fact
from assistant.answers.guard.quoted_spans import QuotedSpan, find
from assistant.answers.guard.claim_support import denies_otherwise, foreign_name, unfounded_claim
from assistant.desk.handoff.extractive_summary import LIMIT, open_question
from assistant.kit.model.ports import Completed, LanguageModel, ModelError
from assistant.ports import Clock
from assistant.understanding.language_detector import detect
from assistant.answers.writing.wording_prompt import Voice
from assistant.answers.writing.sentence_stream import SentenceReader

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
    """Sums up with a language model; holds collaborators and no state."""

    model: LanguageModel
    voice: Voice
    clock: Clock
    default_language: Language = "fr"
    clock_ms: Callable[[], float] = field(default=lambda: time.perf_counter() * 1000)

    async def sum_up(
        self, conversation: Conversation, wrote: Sequence[CustomerWrote]
    ) -> tuple[ConversationEvent, ...]:
        """Return the account of it and the summary of `wrote`, which is empty if nothing is left.

        An empty one says that it was tried: nobody pays for it again.
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
        account = used(
            conversation.conversation_id,
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
        """Return the rule by which a sentence is left out; "": it stays."""
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
    """Return where the quote stands, in the message that it names or in another."""
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

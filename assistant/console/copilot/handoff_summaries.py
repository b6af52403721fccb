"""Sum up every handoff once in a model's words.

Only the customer's messages are shown to the model, without personal data unless it is set so, and
sentences that do not rest on them are left out. The customer's own sentences
(`desk.handoff.extractive_summary`) are there anyway, and stand alone where nothing of the model's
is left.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from assistant.answers.guard.claim_support import denies_otherwise, foreign_name, unfounded_claim
from assistant.answers.guard.draft_review import unproven_fact
from assistant.answers.guard.forbidden_content import (
    carries_markup,
    leaks,
    promises_something,
    talks_of_itself,
)
from assistant.answers.guard.quoted_spans import QuotedSpan, find
from assistant.answers.reply_draft import Ground
from assistant.answers.terms import term, terms
from assistant.console.copilot.copilot_prompts import (
    SummarySentence,
    SummarySentences,
    summing_up,
    summing_up_rules,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    HandoffSummarised,
)
from assistant.conversation.message import Language
from assistant.desk.handoff.extractive_summary import LIMIT, open_question
from assistant.desk.handoff.handoff_package import since_release, summed_up
from assistant.kit.model.accounted_request import ask_in_format
from assistant.kit.model.ports import LanguageModel
from assistant.mind.prompt import Voice
from assistant.ports import Clock
from assistant.understanding.languages.language_detector import detect
from assistant.understanding.personal_data.removal import (
    find_personal_data,
    placeholder,
    remove_personal_data,
)

MOST = 12
"""Messages that are shown, the last ones; characters of each: `_LONG`."""

SUPPORT = 0.5
"""Least share of a sentence's content words that the customer wrote: it tells of them, and so it
has words of its own ("asks", "received"), which an answer has not."""

_LONG = 600
_LONGEST = 400  # characters of one sentence
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

    async def sum_up_handoff(
        self, conversation: Conversation, past: Sequence[ConversationEvent]
    ) -> tuple[ConversationEvent, ...]:
        """Return the events of `sum_up` for a handoff that has no summary; (): there is none."""
        if conversation.ownership.handoff is None or summed_up(past) is not None:
            return ()
        wrote = [each for each in since_release(past) if isinstance(each, CustomerWrote)]
        return await self.sum_up(conversation, wrote)

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
        words = [self._shown(one.text) for one in shown]
        grounds = tuple(_ground(one, number, language) for number, one in enumerate(words, start=1))
        request = summing_up(
            grounds, language=language, voice=self.voice, conversation=conversation
        )
        told, account = await ask_in_format(
            self.model,
            request,
            lambda text: self._read(text, grounds, language),
            conversation_id=conversation.conversation_id,
            clock=self.clock,
        )
        own = _personal_values(one.text for one in shown) if self.voice.redacts else {}
        kept = tuple(_with_values(one, own) for one in told.kept) if told else ()
        if told:
            account = replace(account, kept=len(kept), dropped=told.dropped)
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

    def _shown(self, text: str) -> str:
        return remove_personal_data(text).text if self.voice.redacts else text

    def _read(self, text: str, grounds: Sequence[Ground], language: Language) -> "ToldSummary":
        said = _sentences(text)
        kept = [one.text for one in said if not self.flaw(one, grounds, language)][: LIMIT + 1]
        return ToldSummary(kept=tuple(kept), dropped=len(said) - len(kept))

    def flaw(self, sentence: SummarySentence, grounds: Sequence[Ground], language: Language) -> str:
        """Return the rule by which a sentence is left out; "": the sentence stays."""
        rules = summing_up_rules(language=language, voice=self.voice)
        return next(filter(None, self._flaws(sentence, grounds, language, rules)), "")

    def _flaws(
        self, sentence: SummarySentence, grounds: Sequence[Ground], language: Language, rules: str
    ) -> Iterator[str]:
        text = sentence.text
        wrote = "\n".join(ground.text for ground in grounds)
        yield "too_long" if len(text) > _LONGEST else ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSummary:
    """Hold the sentences of a model's summary that passed the guard."""

    kept: tuple[str, ...]
    dropped: int

    @property
    def outcome(self) -> str:
        """Return the word for it in the account."""
        return "written" if self.kept else "replaced"


def _ground(words: str, number: int, language: Language) -> Ground:
    text = words if len(words) <= _LONG else words[:_LONG].rsplit(" ", 1)[0]
    return Ground(
        title=f"Message {number}", headings=(), text=text, url="", language=language, score=1.0
    )


def _personal_values(texts: Iterable[str]) -> dict[str, str]:
    """Return the value behind each placeholder that stands for one value alone."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for span in find_personal_data(text):
            found.setdefault(placeholder(span.kind), set()).add(text[span.start : span.end])
    return {word: values.pop() for word, values in found.items() if len(values) == 1}


def _with_values(sentence: str, values: Mapping[str, str]) -> str:
    """Return a sentence with the customer's own values, which agents see anyway."""
    for word, value in values.items():
        sentence = sentence.replace(word, value)
    return sentence


def _sentences(text: str) -> list[SummarySentence]:
    try:
        return list(SummarySentences.model_validate_json(text).sentences)
    except ValidationError:
        return []


def _place(sentence: SummarySentence, grounds: Sequence[Ground]) -> QuotedSpan | None:
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

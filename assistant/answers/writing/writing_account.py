"""Record the sentences and costs of a model's wording, and make the draft of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.answers.guard.sentence_judge import DroppedSentence, KeptSentence, Sentence
from assistant.answers.reply_draft import Draft
from assistant.answers.writing.answer_core import Core
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.message import Source
from assistant.conversation.model_events import ModelUsed, SentenceJudged
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import (
    Completed,
    ModelBudgetError,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
    Purpose,
    Usage,
)

_CHARS = 4  # of a token, about
_BESIDE = frozenset({"says_nothing", "no_sentence", "beside_the_point"})
"""Rules that drop a sentence without harm: the sentence that answers may come after it."""


_AWAY = frozenset(
    one.word for one in (ModelUnavailableError, ModelRefusedError, ModelBudgetError)
) | {"too_slow"}


def was_away(events: Iterable[ConversationEvent]) -> bool:
    """Tell whether a model that was asked in the same turn gave no answer.

    Then it is not asked again: the customer has waited once.
    """
    return any(isinstance(one, ModelUsed) and one.outcome in _AWAY for one in events)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDraft:
    """Hold the draft to be sent, and the events that record how it was made."""

    draft: Draft
    events: tuple[ConversationEvent, ...] = ()


@dataclass(slots=True, kw_only=True)
class WritingAccount:
    """Hold the record of one wording so far; times are in ms, of any one clock."""

    core: Core
    started_ms: float
    at: datetime  # aware, UTC
    purpose: Purpose = Purpose.ANSWER
    first_ms: float = 0.0
    ended_ms: float = 0.0
    outcome: str = ""  # "": still going on
    end: Completed | None = None
    heard: int = 0  # characters that the model wrote
    used: Usage = field(default_factory=Usage)
    shown: bool = False
    kept: list[tuple[Sentence, KeptSentence]] = field(default_factory=list)
    verdicts: list[tuple[str, str]] = field(default_factory=list)  # (rule, text)

    @property
    def text(self) -> str:
        """Return the sentences that the guard kept, as one text."""
        return " ".join(sentence.text for sentence, _ in self.kept)

    @property
    def has_more(self) -> bool:
        """Return whether the last sentence was kept."""
        return bool(self.verdicts) and not self.verdicts[-1][0]

    @property
    def lost_core(self) -> bool:
        """Return whether the sentence that was to answer was dropped."""
        return not self.kept and any(rule not in _BESIDE for rule, _ in self.verdicts)

    def judged(
        self, sentence: Sentence, verdict: KeptSentence | DroppedSentence, now_ms: float
    ) -> None:
        """Note a verdict; a repeated sentence is dropped, and a first one that does not answer."""
        if isinstance(verdict, DroppedSentence):
            self.verdicts.append((verdict.rule, sentence.text))
        elif not self.kept and not self.core.is_met_by(sentence.text):
            self.verdicts.append(("beside_the_point", sentence.text))
        elif any(sentence.text == other.text for other, _ in self.kept):
            self.verdicts.append(("repeated", sentence.text))
        else:
            self.verdicts.append(("", ""))
            self.kept.append((sentence, verdict))
            self.first_ms = self.first_ms or now_ms - self.started_ms

    def estimate(self, prompt: int) -> None:
        """Note the tokens used: as the endpoint says, or estimated for an answer that broke off."""
        if self.end is not None:
            self.used = self.end.usage
        elif self.heard:
            self.used = Usage(prompt=prompt, completion=self.heard // _CHARS + 1, estimated=True)

    def failed(self, error: ModelError) -> None:
        """Note that the model failed; sentences kept before that stand."""
        self.outcome = "cut" if self.kept else error.word

    def cached(self, now_ms: float) -> None:
        """Note that the cache had the answer, so that no model was asked."""
        self.outcome = "cached"
        self.ended_ms = now_ms

    def ends(self, now_ms: float) -> None:
        """Note the end of the wording, and its outcome."""
        self.ended_ms = now_ms
        if self.outcome:
            return
        if self.kept:
            self.outcome = "written"
        else:
            self.outcome = "replaced" if self.verdicts else "declined"

    def conclude(self, conversation: Conversation, draft: Draft) -> WrittenDraft:
        """Return the draft with the events that tell how it was made."""
        asked = account_for(
            conversation.conversation_id,
            self.purpose,
            at=self.at,
            outcome=self.outcome,
            end=self.end,
            usage=self.used,
            latency_ms=self.ended_ms - self.started_ms,
            kept=len(self.kept),
            dropped=sum(bool(rule) for rule, _ in self.verdicts),
            shown=self.shown,
            first_ms=self.first_ms,
        )
        judged = (
            SentenceJudged(
                conversation_id=conversation.conversation_id, at=self.at, rule=rule, text=text
            )
            for rule, text in self.verdicts
        )
        return WrittenDraft(draft=draft, events=(asked, *judged))


def compose(draft: Draft, account: WritingAccount) -> Draft:
    """Return `draft` with the kept sentences in place of its body; as it is, if none was kept."""
    if not account.kept:
        return draft
    said = account.text
    if account.core.lacks_figures(said):
        said = f"{said} {draft.body}"
    sources: dict[str, Source] = {}
    for _, kept in account.kept:
        ground = kept.ground
        source = Source(
            title=ground.title,
            url=ground.url,
            quote=kept.span.text,
            language=ground.language,
            score=ground.score,
        )
        sources.setdefault(f"{ground.url} {ground.title}", source)
    return replace(
        draft,
        text=f"{said}{draft.text[len(draft.body) :]}",
        body=said,
        sources=tuple(sources.values()),
        rule=f"{draft.rule}/model",
    )

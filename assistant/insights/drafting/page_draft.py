"""Hold a page in the making, for a question that no page answers. Pure.

draft -> published -> withdrawn -> published ...        draft or withdrawn -> discarded
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NewType

from assistant.conversation.message import Language
from assistant.insights.insight import InsightId

DraftId = NewType("DraftId", str)

_BLANK = re.compile(r"\[…[^\]\n]*\]")


class DraftStatus(StrEnum):
    """Name the status of a page: draft, published, withdrawn or discarded."""

    DRAFT = "draft"
    PUBLISHED = "published"  # it answers customers
    WITHDRAWN = "withdrawn"  # it did
    DISCARDED = "discarded"


class DraftTask(StrEnum):
    """Name the task that waits for the process which holds the search index."""

    NONE = ""
    PREPARE = "prepare"  # look for what the shop's pages say nearby
    TRY = "try"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Failure(StrEnum):
    """Name the reason why a task was not done."""

    NONE = ""
    INDEX_AGAIN = "index_again"  # what was indexed cannot be read again
    ADDRESS_SILENT = "address_silent"  # one of its web addresses does not answer
    NOT_DONE = "not_done"  # anything else: the log says what
    BROKEN_OFF = "broken_off"  # in the middle of publishing or withdrawing


def asked_id(question: str) -> str:
    """Return the id of a question that the shop's people wrote, for its outcome."""
    return f"asked-{sha256(question.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """Hold a passage of the shop's pages that is close to the questions and answers none."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOutcome:
    """Hold the result of one question when the draft was tried."""

    message_id: str
    before: bool  # answered without the draft
    after: bool  # answered with it
    by_draft: bool  # from its words


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Hold the result of a trial: the questions that the draft would answer, were it published."""

    at: datetime  # aware, UTC
    title: str  # that was tried
    text: str
    outcomes: tuple[TrialOutcome, ...]

    @property
    def answered(self) -> int:
        """Return how many questions it would answer."""
        return sum(one.by_draft for one in self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """Hold a page in one language; questions are named by id, so that erasing finds their words.

    Those that the shop's people write to try it with stand in `asked`.
    """

    draft_id: DraftId
    insight_id: InsightId  # "": nobody found that it is missing, somebody wanted to write it
    document_id: str  # of the page; translations share it
    language: Language
    title: str
    text: str  # Markdown; blanks are `[… what belongs here]`
    url: str = ""  # where the shop shows the page, if it does
    questions: tuple[str, ...] = ()  # ids of messages, the newest first
    asked: tuple[str, ...] = ()
    nearby: tuple[Nearby, ...] = ()
    status: DraftStatus = DraftStatus.DRAFT
    task: DraftTask = DraftTask.NONE
    begun: bool = False  # publishing or withdrawing is under way, or was broken off in the middle
    failure: Failure = Failure.NONE  # of the last task
    trial: Trial | None = None
    published_title: str = ""
    published_text: str = ""  # as it answers customers, if it is published, or did
    published_url: str = ""
    made_at: datetime  # aware, UTC
    changed_at: datetime
    changed_by: str  # id of a person of the shop
    edition: int = 0  # grows with every change of the words: what people hold on to who write
    version: int = 0  # grows with every change

    @property
    def blanks(self) -> tuple[str, ...]:
        """Return the blanks that people still have to fill in."""
        return tuple(_BLANK.findall(f"{self.title}\n{self.text}"))

    @property
    def is_changed(self) -> bool:
        """Return whether a published page was changed since."""
        return self.status is DraftStatus.PUBLISHED and not self._is_as_published

    @property
    def can_be_put_back(self) -> bool:
        """Return whether a withdrawn page still has the words that customers had."""
        return self.status is DraftStatus.WITHDRAWN and self._is_as_published

    @property
    def _is_as_published(self) -> bool:
        live = self.as_published()
        return (live.title, live.text, live.url) == (self.title, self.text, self.url)

    def as_published(self) -> "PageDraft":
        """Return the draft with the words and the address that customers have, if published."""
        return replace(
            self, title=self.published_title, text=self.published_text, url=self.published_url
        )

    def published(self) -> "PageDraft":
        """Return the draft after its present words were published."""
        return replace(
            self,
            status=DraftStatus.PUBLISHED,
            published_title=self.title,
            published_text=self.text,
            published_url=self.url,
        )

    def withdrawn(self) -> "PageDraft":
        """Return the draft after its page was withdrawn from customers."""
        return replace(self, status=DraftStatus.WITHDRAWN)

    @property
    def tried(self) -> Trial | None:
        """Return the trial of the present words; None if they were not tried."""
        trial = self.trial
        same = trial is not None and (trial.title, trial.text) == (self.title, self.text)
        return trial if same else None

"""Hold a change set: a change with the signals behind it, its people and its life. Pure.

proposed -> approved -> published -> withdrawn -> taken back       proposed -> rejected or expired

Approved and withdrawn last for as long as the store takes, or until the next process goes on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from assistant.messages.trials.candidate_change import CandidateChange

ChangeId = NewType("ChangeId", str)
"""Identifies a change set: hex digits, for it stands in addresses of pages."""


class ChangeKind(StrEnum):
    """Name the thing that a change set changes; of a candidate it is the kind."""

    VERIFIED = "verified"  # a verified answer
    PAGE = "page"  # a page that is written here
    SETTINGS = "settings"
    AUTONOMY = "autonomy"  # the autonomy table
    ORDER_RULES = "order_rules"  # what may be done to orders, and until when
    HOURS = "hours"  # when people are there, and who is asked
    TASK = "task"  # work of people, approved once it is done


class ChangeCause(StrEnum):
    """Name the kind of signal that a change set follows from."""

    UNANSWERED = "unanswered"  # several customers asked, and nothing answered
    CORRECTED = "corrected"  # a person answered what the assistant could not
    REWORDED = "reworded"  # customers ask for a verified answer in words that it does not know
    DISPUTED = "disputed"  # a person answered after a thumb down
    DISLIKED = "disliked"  # several thumbs went down, and nobody gave another answer
    CONTRADICTION = "contradiction"  # pages state different things
    RED_QUESTION = "red_question"  # a scenario of one message fails
    RED_SCENARIO = "red_scenario"  # a saved scenario is not as it must be
    FAILING_CHECK = "failing_check"  # a check of quality fails more often than before
    UNKNOWN_WORD = "unknown_word"  # customers use a word that the catalogue does not know
    EARNED = "earned"  # people agree with the assistant often enough
    CHALLENGED = "challenged"  # a person judged an answer of the day before
    EXCEPTED = "excepted"  # people made exceptions of a rule of orders
    ASKED_FOR = "asked_for"  # a person or a program proposed it


class ChangeState(StrEnum):
    """Name the states of a change set."""

    PROPOSED = "proposed"
    APPROVED = "approved"  # it is being published
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # it is being taken back
    TAKEN_BACK = "taken_back"
    REJECTED = "rejected"
    EXPIRED = "expired"


class ChangeStake(StrEnum):
    """Name the stake of a change: with money and law, two people decide."""

    PLAIN = "plain"
    MONEY = "money"
    LAW = "law"


class ChangeDeed(StrEnum):
    """Name the moves on a change set, for its history and for the audit."""

    PROPOSED = "proposed"
    EDITED = "edited"  # approvals of other words count no more
    APPROVED = "approved"
    PUBLISHED = "published"
    NOT_PUBLISHED = "not_published"  # the store refused it: it waits again
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNDONE = "undone"  # whoever made it took it back at once
    MENDED = "mended"  # what it was about is in order again, without it
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"
    NOT_TAKEN_BACK = "not_taken_back"  # somebody changed it since: it stays
    MEASURED = "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSignal:
    """Hold a message behind a change set, by its ids: the words stay where erasing finds them."""

    conversation_id: str
    message_id: str
    at: datetime  # aware, UTC
    wording: str = ""  # digest of the redacted words, for erasing the way of asking made of them


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStep:
    """Hold one move on a change set."""

    deed: ChangeDeed
    at: datetime  # aware, UTC
    by: str = ""  # an agent's id; "": by itself
    note: str = ""


class EffectScope(StrEnum):
    """Name the conversations that an effect is measured in."""

    ASKED = "asked"  # those that ask its question: it stayed open, or the answer was disliked
    ALL = "all"  # all visits in which something was asked: they were not resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEffect:
    """Hold the share of conversations in which customers were not helped, before and after."""

    before: int
    of_before: int
    after: int
    of_after: int
    difference: float  # after less before, of one
    low: float
    high: float
    verdict: str  # an `insight.EffectVerdict`
    days: int  # compared before and after
    scope: EffectScope = EffectScope.ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """Hold a change that waits for people, or was decided on. It names no customer."""

    change_id: ChangeId
    version: int  # grows with every move: a move made on an older one is refused
    cause: ChangeCause
    change: CandidateChange
    before: str = ""  # the content in its place, as it was published; "": there was none
    about: str = ""  # a question's id, titles of pages, a word; "": the content says it
    signals: tuple[ChangeSignal, ...] = ()  # the newest first, not all of them
    conversations: int = 0  # touched: the rank
    customers: int = 0  # distinct
    stake: ChangeStake = ChangeStake.PLAIN
    state: ChangeState = ChangeState.PROPOSED
    proposed_at: datetime  # aware, UTC
    steps: tuple[ChangeStep, ...] = ()  # the oldest first
    quiet_until: date | None = None  # rejected or taken back: its like is not proposed before
    published: str = ""  # the version that the store gave it
    effect: ChangeEffect | None = None

    @property
    def kind(self) -> ChangeKind:
        """Return the kind of the change."""
        return ChangeKind(self.change.kind)

    @property
    def is_open(self) -> bool:
        """Return whether people are to decide on it."""
        return self.state is ChangeState.PROPOSED

    @property
    def is_undone(self) -> bool:
        """Return whether its maker took it back at once: it counts as if it had never been."""
        return bool(self.steps) and self.steps[-1].deed is ChangeDeed.UNDONE

    @property
    def is_settled(self) -> bool:
        """Return whether no process has anything left to do for it."""
        return self.state not in {ChangeState.APPROVED, ChangeState.WITHDRAWN}

    def is_quiet(self, on: date) -> bool:
        """Return whether its like is not to be proposed on a day."""
        return self.quiet_until is not None and on < self.quiet_until

    @property
    def moved_at(self) -> datetime:
        """Return the time of the last move of a person or of the store."""
        moves = [one.at for one in self.steps if one.deed is not ChangeDeed.MEASURED]
        return moves[-1] if moves else self.proposed_at

    @property
    def approvers(self) -> tuple[str, ...]:
        """Return the people who approved the content as it is now, each once."""
        return self._signed(ChangeDeed.APPROVED, anew=_ANEW)

    @property
    def withdrawers(self) -> tuple[str, ...]:
        """Return the people who want the published change taken back, each once."""
        return self._signed(ChangeDeed.WITHDRAWN, anew=_LIVE_ANEW)

    @property
    def published_at(self) -> datetime | None:
        """Return the time when it was published; None: it never was."""
        at = [one.at for one in self.steps if one.deed is ChangeDeed.PUBLISHED]
        return at[-1] if at else None

    def _signed(self, deed: ChangeDeed, *, anew: Collection[ChangeDeed]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for one in self.steps:
            if one.deed in anew:
                found = {}
            elif one.deed is deed and one.by:
                found[one.by] = None
        return tuple(found)


_ANEW = frozenset({ChangeDeed.EDITED, ChangeDeed.NOT_PUBLISHED})
_LIVE_ANEW = frozenset({ChangeDeed.PUBLISHED, ChangeDeed.NOT_TAKEN_BACK})

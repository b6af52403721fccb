"""Hold verified answers and their versions, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from assistant.conversation.message import Language

VerifiedId = NewType("VerifiedId", str)
"""Identifies a verified answer; it stands in addresses of pages."""


class AnswerState(StrEnum):
    """Name the states of a verified answer."""

    DRAFT = "draft"  # not yet live: what was live before stays in force
    LIVE = "live"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfAsking:
    """Hold one of the ways in which customers ask a question."""

    language: Language
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedStatement:
    """Hold a statement of a page that is wrong: it is said no more while its correction is live."""

    title: str  # of the page
    url: str
    quote: str  # the words of the page, as a reply quoted them


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAnswer:
    """Hold the answer to a question, by language, or that people answer it themselves."""

    answer_id: VerifiedId
    ways: tuple[WayOfAsking, ...]  # the first of a language stands for the question
    texts: Mapping[Language, str]  # the answers; empty where people answer
    state: AnswerState
    person: bool = False  # the question is always left to people
    source_title: str = ""  # of a page; "": the shop says so
    source_url: str = ""
    review_by: date | None = None  # past it, the answer still answers, and is to be reviewed
    corrects: tuple[CorrectedStatement, ...] = ()  # the answer stands in their place

    def question(self, language: Language) -> str:
        """Return the way of asking that stands for the question, in a language if it has one."""
        return (*self.ways_in(language), self.ways[0].text)[0]

    def ways_in(self, language: Language) -> tuple[str, ...]:
        """Return the ways of asking in a language."""
        return tuple(way.text for way in self.ways if way.language == language)

    def is_due(self, today: date) -> bool:
        """Tell whether somebody should look at the answer again."""
        return self.review_by is not None and self.review_by <= today


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVersion:
    """Hold a verified answer as somebody wrote it; a version never changes."""

    version: int  # of this answer: 1, 2, 3 ...
    answer: VerifiedAnswer
    at: datetime  # aware, UTC
    by: str  # an agent's id, or the user at the command line
    takes_back: int = 0  # the version that it was taken back to; 0: it was written anew


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """Hold the newest version of a verified answer, and the one that is in force."""

    newest: AnswerVersion
    in_force: AnswerVersion | None  # the newest that is no draft; None: it was never live

    @property
    def is_live(self) -> bool:
        """Return whether customers are answered with it now."""
        return self.in_force is not None and self.in_force.answer.state is AnswerState.LIVE

    @property
    def has_draft(self) -> bool:
        """Return whether a version waits that is not yet live."""
        return self.newest.answer.state is AnswerState.DRAFT

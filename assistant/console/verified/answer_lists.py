"""Choose the verified answers that a list shows, and count those that are due."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import AnswerState, KeptAnswer
from assistant.conversation.message import Language
from assistant.ports import Clock
from retrieval.catalogue.case_folding import fold


class Shown(StrEnum):
    """Name the lists of verified answers."""

    ALL = "all"
    DUE = "due"  # to be reviewed
    LIVE = "live"
    DRAFT = "draft"  # a version waits that is not yet live
    OFF = "off"
    PERSON = "person"  # people answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAnswer:
    """Hold an answer as a list shows it."""

    kept: KeptAnswer
    question: str
    text: str  # the beginning of the answer; "": people answer
    ways: int
    states: Sequence[Shown]
    by: str  # who changed it last


def is_due(kept: KeptAnswer, today: date) -> bool:
    """Tell whether an answer that customers get is to be reviewed."""
    in_force = kept.in_force
    return in_force is not None and kept.is_live and in_force.answer.is_due(today)


def states_of(kept: KeptAnswer, today: date) -> Sequence[Shown]:
    """Return the lists that an answer is in, beside that of all."""
    answer = kept.newest.answer
    found = {
        Shown.DUE: is_due(kept, today),
        Shown.LIVE: kept.is_live,
        Shown.DRAFT: kept.has_draft,
        Shown.OFF: not kept.is_live and answer.state is AnswerState.OFF,
        Shown.PERSON: answer.person,
    }
    return [one for one, is_so in found.items() if is_so]


def choose(
    kept: Sequence[KeptAnswer], shown: Shown, words: str, *, today: date
) -> Sequence[KeptAnswer]:
    """Return the answers of a list that have all `words` in a question or a text."""
    wanted = fold(words).split()
    return [
        one
        for one in kept
        if (shown is Shown.ALL or shown in states_of(one, today)) and _has(one, wanted)
    ]


def _has(kept: KeptAnswer, wanted: Sequence[str]) -> bool:
    answer = kept.newest.answer
    said = fold(" ".join([*(way.text for way in answer.ways), *answer.texts.values()]))
    return all(word in said for word in wanted)


@dataclass(slots=True)
class DueAnswers:
    """Count the answers to be reviewed; they are read again only where one changed."""

    book: VerifiedBook
    clock: Clock
    _edition: int = field(default=0, init=False)
    _kept: Sequence[KeptAnswer] = field(default=(), init=False)

    async def count(self) -> int:
        """Return how many answers are to be reviewed now."""
        edition = await self.book.edition()
        if edition != self._edition:
            self._kept = [one for one in await self.book.all() if one.is_live]
            self._edition = edition
        today = self.clock.now().date()
        return sum(is_due(one, today) for one in self._kept)


def listed(kept: KeptAnswer, language: Language, *, today: date, by: str) -> ListedAnswer:
    """Return an answer as a list shows it, in the reader's language if it has a text in it."""
    answer = kept.newest.answer
    text = answer.texts.get(language) or next(iter(answer.texts.values()), "")
    return ListedAnswer(
        kept=kept,
        question=answer.question(language),
        text=text,
        ways=len(answer.ways),
        states=states_of(kept, today),
        by=by,
    )

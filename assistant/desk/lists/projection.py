"""What a stretch of the log comes to for the desk's lists, one conversation at a time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.conversation.events import StoredEvent
from assistant.desk.lists.work_measures import Measure, measured
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.search_words import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedCase:
    """One conversation before and after some events; `words` by the event's sequence."""

    before: Standing
    after: Standing
    words: tuple[tuple[int, tuple[str, ...]], ...]
    measures: tuple[Measure, ...]


def project(before: Standing, events: Iterable[StoredEvent]) -> ProjectedCase:
    """Take in a conversation's events, oldest first; those it has taken in change nothing.

    Raises:
        MissingEventError: one between them is missing.
    """
    standing = before
    words, measures = list[tuple[int, tuple[str, ...]]](), list[Measure]()
    for stored in events:
        after = standing.after(stored)
        if after is standing:
            continue
        if found := words_of(stored.event):
            words.append((stored.sequence, found))
        measures += measured(standing, stored, after)
        standing = after
    return ProjectedCase(before=before, after=standing, words=tuple(words), measures=tuple(measures))

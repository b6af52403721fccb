"""Make proposals of outdated lines, as soon as a changed page answers.

    another version of the index -> changed lines -> lines that still say the old -> proposals

A proposal closes by itself once nothing says the old any more.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import VerifiedAnswer
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_proposals import RaisedTask, propose_task
from assistant.improvement.changes.change_set import ChangeDeed, ChangeSet, ChangeState
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.improvement.outdated.outdated_changes import (
    MOST,
    EditableTexts,
    OutdatedWork,
    follows_page,
    raise_outdated,
)
from assistant.improvement.outdated.outdated_lines import (
    LineChange,
    OutdatedLine,
    find_again,
    find_changes,
    find_disagreements,
    find_outdated,
)
from assistant.improvement.outdated.ports import LookedPages, OpenLine, PageLines, WrittenPages
from assistant.improvement.outdated.stated_lines import StatedText, texts_of
from assistant.ports import Clock


@dataclass(slots=True, kw_only=True)
class OutdatedRound:
    """Look at the pages whenever the index or a verified answer changed, in one process of many."""

    pages: PageLines
    verified: VerifiedBook
    written: WrittenPages
    changes: ChangeBook
    clock: Clock
    _seen: tuple[str, int] = ("", -1)  # version of the index, edition of verified answers

    async def propose(self) -> int:
        """Make the proposals of pages that changed since the last look, and close others.

        Return how many are new. The first look raises nothing: no page is known to have changed.

        Raises:
            LogUnavailableError: a book cannot be used.
        """
        seen = (await asyncio.to_thread(self.pages.version), await self.verified.edition())
        if not seen[0] or seen == self._seen:
            return 0
        new, before = 0, await asyncio.to_thread(self.pages.before)
        if before is None or before.version != seen[0] or before.open:
            now = await asyncio.to_thread(self.pages.read)
            if now.version != seen[0]:
                return 0  # another one meanwhile: the next look reads it
            if before is None:
                first = replace(now, began_at=self.clock.now())
                await asyncio.to_thread(self.pages.keep, first)
            else:
                new = await self._look(before, now)
        self._seen = seen
        return new

    async def _look(self, before: LookedPages, now: LookedPages) -> int:
        answers = [
            one.in_force.answer for one in await self.verified.all() if one.is_live and one.in_force
        ]
        lines = await asyncio.to_thread(_find, before, now, answers)
        editable = EditableTexts(
            answers={one.answer_id: one for one in answers}, pages=await self.written()
        )
        works = raise_outdated(lines, editable, now=self.clock.now())
        new, later = await self._keep(works, before.began_at)
        known = await self.changes.all((ChangeState.PROPOSED,))
        waiting = {one.about for one in known if follows_page(one)}
        waiting |= {one.task.about for one in later}
        still = (line for one in works if one.task.about in waiting for line in one.lines)
        kept = tuple(dict.fromkeys(map(_open_line, still)))
        looked = replace(now, open=kept, began_at=before.began_at)
        await asyncio.to_thread(self.pages.keep, looked)
        return new

    async def _keep(
        self, works: Sequence[OutdatedWork], began_at: datetime | None
    ) -> tuple[int, Sequence[OutdatedWork]]:
        """Keep new proposals, and close those of lines in order again.

        One that was made before the first look stays: the lines of the looks before were lost, so
        nobody knows whether its own are in order.
        Return how many are new, and the works that later looks propose.
        """
        known, now = await self.changes.all(), self.clock.now()
        about = {one.task.about for one in works}
        moved = [
            change_moves.expire(one, at=now, why=ChangeDeed.MENDED)
            for one in known
            if one.is_open
            and follows_page(one)
            and one.about not in about
            and (began_at is None or one.proposed_at >= began_at)
        ]
        closed = {one.change_id for one in moved}
        left = [one for one in known if one.change_id not in closed]
        versions, new = {one.change_id: one.version for one in known}, 0
        made = [(one, _proposal(one.task, left, now)) for one in works]
        fresh = [work for work, one in made if one and one.change_id not in versions]
        later = fresh[MOST:]
        moved += [one for work, one in made if one is not None and work not in later]
        for one in moved:
            version = versions.get(one.change_id)
            with suppress(ChangeConflictError):  # somebody decided meanwhile
                await self.changes.put(one, expected_version=version)
                new += version is None
        return new, later


def _proposal(task: RaisedTask, known: Sequence[ChangeSet], now: datetime) -> ChangeSet | None:
    """Return the proposal of a task, or an open one that nobody touched, as it is now.

    None: nothing is new.
    """
    made = propose_task(task, [one for one in known if not one.is_open], now=now)
    alike = (one.change.content == task.subject or one.about == task.about for one in known)
    waits = [
        one
        for one, is_alike in zip(known, alike, strict=True)
        if is_alike and one.is_open and one.cause is task.cause
    ]
    if not waits:
        return made
    untouched = follows_page(waits[0]) and len(waits[0].steps) == 1
    if made is None or not untouched:
        return None
    if (waits[0].steps[0].note, waits[0].before) == (task.note, task.before):
        return None
    anew = replace(made, change_id=waits[0].change_id, version=waits[0].version + 1)
    return replace(anew, proposed_at=waits[0].proposed_at)


def _find(
    before: LookedPages, now: LookedPages, answers: Sequence[VerifiedAnswer]
) -> list[OutdatedLine]:
    texts = [*now.pages, *(text for one in answers for text in texts_of(one))]
    return find_outdated([*_changes(before, now, texts)], texts)


def _changes(
    before: LookedPages, now: LookedPages, texts: Sequence[StatedText]
) -> Iterator[LineChange]:
    """Yield the changes since the last look, and the older ones that proposals still wait for."""
    were = {one.key: one for one in before.pages}
    for page in now.pages:
        if page.key in were:
            yield from find_changes(were[page.key], page)
        else:
            yield from find_disagreements(page, texts)
        for one in before.open:
            if (one.page_id, one.language) == (page.text_id, page.language):
                yield from find_again(one.was, page)


def _open_line(one: OutdatedLine) -> OpenLine:
    page = one.change.page
    return OpenLine(page_id=page.text_id, language=page.language, was=one.change.was.line)

"""Decide on proposals as a careful person who knows what is true would: the plan tells."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from assistant.answers.verified.types import VerifiedAnswer
from assistant.conversation.message import Language
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.outdated.outdated_changes import follows_page
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer
from benchmarks.learning.quarter_world import Fault, World, mend, titles_of
from retrieval.catalogue.case_folding import fold

_ALIKE = 0.5  # least share of the questions of a proposal that are about one matter
_FIRST, _SECOND = "zoé", "marc"
_LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(slots=True, kw_only=True)
class Review:
    """Count what a reviewer found, and note when each matter was mended."""

    as_proposed: bool = False  # words that were proposed are approved or rejected, never edited
    proposals: int = 0
    wrong: list[str] = field(default_factory=list)  # approved as they were, customers would be told
    rejected: int = 0
    edited: int = 0
    approved: int = 0
    mended: dict[str, datetime] = field(default_factory=dict)  # the first time of each matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Decide on every open proposal."""

    world: World
    steps: ChangeSteps
    shop: Path
    faults: list[Fault]  # in the shop's pages now; a mended one goes
    asked: Mapping[str, str]  # the matter of each message
    review: Review

    async def decide(self) -> bool:
        """Decide on what is open; return whether pages of the shop changed."""
        changed = False
        for one in await self.steps.book.all((ChangeState.PROPOSED,)):
            self.review.proposals += 1
            if one.kind is ChangeKind.VERIFIED:
                await self._answer(one)
            else:
                changed |= await self._task(one)
        return changed

    async def _answer(self, change: ChangeSet) -> None:
        matters = Counter(
            self.asked[one.message_id] for one in change.signals if one.message_id in self.asked
        )
        if follows_page(change) and not matters:
            matters = self._of_ways(decode_answer(change.change.content))
        name, count = matters.most_common(1)[0] if matters else ("", 0)
        if count < _ALIKE * matters.total() or not name:
            self.review.wrong.append(f"mixed: {dict(matters)}")
            await self._reject(change)
            return
        matter, answer = self.world.plan.matters[name], decode_answer(change.change.content)
        own = {text for texts in self.world.words[name].values() for text in texts}
        ways = tuple(one for one in answer.ways if one.text in own)
        strange = [
            text
            for language, text in answer.texts.items()
            if not matter.is_right(text, language, matter.since)
        ]
        if strange or len(ways) < len(answer.ways):
            self.review.wrong.append(f"{name}: {strange or [one.text for one in answer.ways]}")
            if self.review.as_proposed:
                await self._reject(change)
                return
        truth = {one: matter.people[one][0] for one in _LANGUAGES if one in matter.people}
        better = replace(answer, ways=ways or answer.ways, texts=truth)
        if change.before == encode_answer(better):
            self.review.wrong.append(f"{name}: disliked, and right")
            await self._reject(change)
            return
        if self.review.as_proposed and answer.texts and change.change.content != change.before:
            await self._approve(change, name)
            return
        if encode_answer(better) != change.change.content:
            content = replace(change.change, content=encode_answer(better))
            self.review.edited += 1
            change = await self.steps.edit(
                change.change_id, content, by=_FIRST, version=change.version
            )
        await self._approve(change, name)

    def _of_ways(self, answer: VerifiedAnswer) -> Counter[str]:
        """Count the matters that the ways of a verified answer ask for."""
        ways = {one.text for one in answer.ways}
        return Counter(
            name
            for name, words in self.world.words.items()
            if any(ways.intersection(texts) for texts in words.values())
        )

    async def _task(self, change: ChangeSet) -> bool:
        """Correct the page that is wrong; a task of any other kind is somebody else's."""
        titles = {fold(one) for one in change.change.content.split(" | ")}
        found = [one for one in self.faults if titles_of(self.shop, one) & titles]
        if not found:
            self.review.wrong.append(f"task: {change.about or change.change.content}")
            await self._reject(change)
            return False
        matters = {one.matter for one in found}
        for fault in [one for one in self.faults if one.matter in matters]:
            mend(self.shop, fault)
            self.faults.remove(fault)
        await self._approve(change, *sorted(matters))
        return True

    async def _reject(self, change: ChangeSet) -> None:
        self.review.rejected += 1
        await self.steps.reject(
            change.change_id, by=_FIRST, version=change.version, reason="Not one question."
        )

    async def _approve(self, change: ChangeSet, *matters: str) -> None:
        for person in (_FIRST, _SECOND):
            if change.is_open:
                change = await self.steps.approve(
                    change.change_id, by=person, version=change.version
                )
        if change.state is not ChangeState.PUBLISHED:
            self.review.wrong.append(f"not published: {change.steps[-1].note}")
            return
        self.review.approved += 1
        for name in matters:
            self.review.mended.setdefault(name, self.steps.clock.now())

"""Rows of insights and people's replies in the log become proposals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.answers.verified.types import AnswerVersion
from assistant.conversation.ids import ConversationId
from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeEffect,
    ChangeKind,
    ChangeSet,
    ChangeSignal,
    EffectScope,
)
from assistant.improvement.changes.proposal_round import ProposalRound
from assistant.improvement.changes.signal_sources import SignalSources
from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.drafting.page_documents import PageDocument, decode_page, encode_page
from assistant.insights.drafting.page_draft import DraftStatus
from assistant.insights.insight import Kind, Status
from assistant.insights.lake.lake import Lakes
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.insight_book import MemoryInsightBook
from retrieval.ports import Encoder
from tests.contract.draft_book import draft
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.page_draft_book import MemoryDraftBook
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.change_events import abstained, agent_said
from tests.support.seeds.change_seeds import NOON, PARKING, change_set
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.insight_rows import TODAY, Talks, finding, open_insight

OPEN: dict[str, Any] = {
    "question": True,
    "answered": Answered.NO,
    "reason": "no_evidence",
    "language": "en",
}


class Loop:
    """A round over rows and a log that a test writes."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.encoder = encoder
        self.talks, self.folder = Talks(), folder
        self.log, self.changes = MemoryEventLog(), MemoryChangeBook()
        self.lakes, self.insights = Lakes(root=folder), MemoryInsightBook()
        self.drafts, self.verified = MemoryDraftBook(), MemoryVerifiedBook()

    async def propose(self) -> int:
        return await self.round().propose()

    def round(self) -> ProposalRound:
        self.talks.lake(self.folder).close()
        return ProposalRound(
            sources=SignalSources(
                lakes=self.lakes, insights=self.insights, drafts=self.drafts, log=self.log
            ),
            changes=self.changes,
            verified=self.verified,
            encoder=self.encoder,
            clock=HandClock(at=datetime.combine(TODAY, datetime.min.time(), UTC)),
        )


@pytest.fixture
def loop(tmp_path: Path, encoder: Encoder) -> Iterator[Loop]:
    loop = Loop(tmp_path, encoder)
    yield loop
    loop.lakes.close()


class TestARound:
    async def test_proposes_an_answer_for_what_three_customers_asked(self, loop: Loop) -> None:
        for _ in range(3):
            loop.talks.talk(text="Is there a parking at the shop?", **OPEN)
        loop.talks.talk(text="Where is my order?", **OPEN)  # of one customer
        for _ in range(3):
            loop.talks.talk(text="Is it washable?", product_id="p1", **OPEN)
        for _ in range(3):
            loop.talks.talk(text="Do you deliver?", **{**OPEN, "reason": "human_only"})

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert (made.cause, made.conversations) == (ChangeCause.UNANSWERED, 3)
        assert await loop.propose() == 0
        at = datetime.combine(TODAY, datetime.min.time(), UTC)
        rejected = moves.reject(made, by="zoé", at=at, reason="No.")
        await loop.changes.put(rejected, expected_version=made.version)
        assert await loop.propose() == 0

    async def test_closes_what_nobody_began_once_three_customers_got_an_answer(
        self, loop: Loop
    ) -> None:
        for _ in range(3):
            loop.talks.talk(text="Is there a parking at the shop?", days_ago=9, **OPEN)
        await loop.propose()
        answered = {**OPEN, "answered": Answered.YES, "reason": ""}
        for _ in range(2):
            loop.talks.talk(text="Is there parking at your shop?", days_ago=2, **answered)
        await loop.propose()
        [waiting] = await loop.changes.all()
        assert waiting.is_open

        loop.talks.talk(text="Is there a parking at the shop?", days_ago=1, **answered)
        await loop.propose()

        [closed] = await loop.changes.all()
        assert not closed.is_open
        assert closed.steps[-1].deed is ChangeDeed.MENDED

    async def test_proposes_a_persons_words_to_an_open_question(self, loop: Loop) -> None:
        key = loop.talks.talk(text="Is there a parking at the shop?", **OPEN)
        await loop.log.start(started(key))
        question = loop.talks.messages[0].message_id
        events = (
            wrote(question, key, text="Is there a parking at the shop?"),
            abstained(question, key),
            agent_said("Hello! Yes, right behind the shop, for customers.", key),
        )
        await loop.log.append(ConversationId(key), events)

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert made.cause is ChangeCause.CORRECTED
        answer = decode_answer(made.change.content)
        assert answer.texts == {"en": "Yes, right behind the shop, for customers."}

    async def test_proposes_to_write_a_better_answer_than_one_that_three_disliked(
        self, loop: Loop
    ) -> None:
        answered = {**OPEN, "answered": Answered.YES, "reason": ""}
        for _ in range(2):
            loop.talks.talk(
                (SignalType.THUMB_DOWN, ""), text="Is there a parking at the shop?", **answered
            )
        assert await loop.propose() == 0
        loop.talks.talk(
            (SignalType.THUMB_DOWN, ""), text="Is there parking at your shop?", **answered
        )

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert (made.cause, made.customers) == (ChangeCause.DISLIKED, 3)
        assert has_gaps(made.change)

    async def test_proposes_to_edit_the_verified_answer_that_three_disliked(
        self, loop: Loop
    ) -> None:
        at = datetime.combine(TODAY - timedelta(days=20), datetime.min.time(), UTC)
        await loop.verified.put(AnswerVersion(answer=PARKING, version=1, at=at, by="zoé"))
        for _ in range(3):
            loop.talks.talk(
                (SignalType.THUMB_DOWN, ""),
                text=PARKING.ways[0].text,
                **{**OPEN, "answered": Answered.YES, "reason": ""},
            )

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert made.cause is ChangeCause.DISLIKED
        assert decode_answer(made.before) == decode_answer(made.change.content) == PARKING
        assert has_gaps(made.change, made.before)

    async def test_proposes_to_compare_pages_that_disagree(self, loop: Loop) -> None:
        for _ in range(2):
            loop.talks.talk((SignalType.CONTRADICTION, "Returns | Terms"))

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert (made.cause, made.about) == (ChangeCause.CONTRADICTION, "Returns / Terms")
        assert made.conversations == 2

    async def test_proposes_to_edit_the_one_that_is_written_here(self, loop: Loop) -> None:
        ours = draft(text="30 days.", status=DraftStatus.PUBLISHED).published()
        await loop.drafts.put(ours, expected_version=None)
        for _ in range(2):
            loop.talks.talk((SignalType.CONTRADICTION, f"{ours.title} | Terms"))

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert made.kind is ChangeKind.PAGE
        assert decode_page(made.change.content).text == "30 days."
        assert made.before == made.change.content  # people write what is right
        assert has_gaps(made.change, made.before)
        assert await loop.propose() == 0

    async def test_proposes_to_add_a_word_once_somebody_accepts_it(self, loop: Loop) -> None:
        word = open_insight("rashguard", status=Status.ACCEPTED)
        gap = finding("rashguard", kind=Kind.VOCABULARY_GAP)
        await loop.insights.put(
            type(word)(
                finding=gap,
                status=Status.ACCEPTED,
                first_seen=word.first_seen,
                last_seen=word.last_seen,
            ),
            expected_version=None,
        )

        assert await loop.propose() == 1

        [made] = await loop.changes.all()
        assert (made.cause, made.about) == (ChangeCause.UNKNOWN_WORD, "rashguard")
        assert made.change.content == gap.insight_id


class TestMeasuring:
    async def test_a_published_answer_gets_its_effect_once(self, loop: Loop) -> None:
        question = PARKING.ways[0].text
        for number in range(40):
            loop.talks.talk(text=question, days_ago=25, **OPEN)
            answered = {**OPEN, "answered": Answered.YES if number else Answered.NO}
            loop.talks.talk(text=question, days_ago=5, **answered)
        at = datetime.combine(TODAY - timedelta(days=20), datetime.min.time(), UTC)
        change = moves.publish(moves.approve(change_set(), "", by="zoé", at=at), "1", at=at)
        await loop.changes.put(change, expected_version=None)

        assert await loop.round().measure() == 1

        [measured] = await loop.changes.all()
        effect = measured.effect
        assert effect is not None
        assert (effect.before, effect.of_before, effect.after, effect.of_after) == (40, 40, 1, 40)
        assert effect.verdict == "fell"
        assert measured.steps[-1].deed is ChangeDeed.MEASURED
        assert await loop.round().measure() == 0

    async def test_an_answer_that_customers_disliked_did_not_help(self, loop: Loop) -> None:
        answered = {**OPEN, "answered": Answered.YES}
        for _ in range(40):
            question = PARKING.ways[0].text
            loop.talks.talk((SignalType.THUMB_DOWN, ""), text=question, days_ago=25, **answered)
            loop.talks.talk(text=question, days_ago=5, **answered)

        effect = await self.effect(loop, change_set())

        assert (effect.before, effect.of_before, effect.after, effect.of_after) == (40, 40, 0, 40)

    async def test_the_edit_of_a_page_is_measured_on_the_questions_behind_it(
        self, loop: Loop
    ) -> None:
        for number in range(40):
            asked = f"Can I return {number} rugs?"
            loop.talks.talk(text="How long can I return a rug?", days_ago=25, **OPEN)
            loop.talks.talk(text=asked, days_ago=5, **{**OPEN, "answered": Answered.YES})
        page = PageDocument(document_id="returns", title="Returns", language="en", text="30 days.")
        behind = tuple(
            ChangeSignal(conversation_id=one.conversation_key, message_id=one.message_id, at=NOON)
            for one in loop.talks.messages[:2]
        )
        edit = replace(
            change_set(),
            cause=ChangeCause.CONTRADICTION,
            change=CandidateChange(kind="page", content=encode_page(page).decode()),
            signals=behind,
        )

        effect = await self.effect(loop, edit)

        assert (effect.scope, effect.before, effect.of_before) == (EffectScope.ASKED, 40, 40)
        assert effect.after == 0

    async def test_settings_are_measured_on_all_visits(self, loop: Loop) -> None:
        for number in range(50):
            open_before = {**OPEN, "answered": Answered.NO if number < 30 else Answered.YES}
            open_after = {**OPEN, "answered": Answered.NO if number < 10 else Answered.YES}
            loop.talks.talk(text="Is it warm?", days_ago=25, **open_before)
            loop.talks.talk(text="Is it warm?", days_ago=8, **open_after)
        values = CandidateChange(kind="settings", content='{"policy.min_confidence":"0.4"}')
        changed = replace(change_set(), change=values, signals=(), cause=ChangeCause.ASKED_FOR)

        effect = await self.effect(loop, changed)

        assert (effect.scope, effect.verdict) == (EffectScope.ALL, "fell")
        assert (effect.before, effect.of_before, effect.after, effect.of_after) == (30, 50, 10, 50)

    async def test_a_task_that_no_question_led_to_has_no_effect(self, loop: Loop) -> None:
        loop.talks.talk(text="Is it warm?", days_ago=5, **OPEN)
        task = replace(change_set(), change=CandidateChange(kind="task", content="t"), signals=())
        await loop.changes.put(self.published(task), expected_version=None)

        assert await loop.round().measure() == 0

    async def effect(self, loop: Loop, change: ChangeSet) -> ChangeEffect:
        """Measure a change that was published twenty days ago."""
        await loop.changes.put(self.published(change), expected_version=None)
        assert await loop.round().measure() == 1
        [measured] = await loop.changes.all()
        assert measured.effect is not None
        return measured.effect

    def published(self, change: ChangeSet) -> ChangeSet:
        at = datetime.combine(TODAY - timedelta(days=20), datetime.min.time(), UTC)
        return moves.publish(moves.approve(change, "", by="zoé", at=at), "1", at=at)

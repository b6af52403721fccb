"""Live through a quarter: visits, people's answers, rounds of proposals, and a reviewer."""

import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from assistant.app.commands.trial_administration import OpenedTrials, open_trials
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.insight_assembly import open_learning
from assistant.app.compose.search.shop_index import build_index
from assistant.app.compose.services.change_sets import read_written_pages
from assistant.app.compose.shop_profile import DEMO
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.insight_round_work import open_reply_fit
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.knowledge.page_lines import IndexedLines
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    ReplyKind,
    ReplyRated,
    ReplyWritten,
)
from assistant.conversation.ids import ContactId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.proposal_round import ProposalRound
from assistant.improvement.changes.signal_sources import SignalSources
from assistant.improvement.outdated.outdated_round import OutdatedRound
from assistant.insights.rounds.learning_round import LearningRound
from assistant.kit.settings.settings import Settings, load
from assistant.messages.trials.trial import TrialMessage
from assistant.ports import EventLog
from benchmarks.learning.quarter_reviewer import Review, Reviewer
from benchmarks.learning.quarter_world import (
    BEGAN,
    WEEKS,
    Fault,
    Visit,
    World,
    make_wrong,
    week_of,
)
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.log.event_log import open_event_log
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.recorded_talks import record

_LOOK_DAYS = (1, 4)  # of a week, from Monday: Tuesdays and Fridays, in the evening
_EVENING = time(20)
_A_PERSON_TAKES = timedelta(minutes=20)

Tell = Callable[[str], None]
"""Called with a line for whoever waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold what the assistant made of a visit."""

    visit: Visit
    is_answered: bool
    is_right: bool
    message_id: str
    reply: str


@dataclass(slots=True, kw_only=True)
class Shop:
    """Hold the demo shop of one quarter: its files, its data, its clock, and what is opened."""

    settings: Settings
    files: Path
    opened: OpenedTrials
    log: EventLog
    learning: LearningRound  # on the clock of the shop
    outdated: OutdatedRound
    clock: HandClock
    faults: list[Fault] = field(default_factory=list)  # in its pages now

    def index(self) -> None:
        """Index the pages as they are."""
        build_index(self.settings, [self.files], progress=lambda _: None)

    async def meet(self, visits: Sequence[Visit], world: World) -> list[Outcome]:
        """Let customers ask, and people answer some of them."""
        await self.opened.verified.load()
        return [await self._visit(one, world) for one in visits]

    async def _visit(self, visit: Visit, world: World) -> Outcome:
        message = TrialMessage(text=visit.text, at=visit.at, channel=ChannelKind.WEBCHAT)
        tried = await self.opened.trials.take(message)
        reply, matter = tried.reply, world.plan.matters[visit.matter]
        answered = reply is not None and reply.kind is ReplyKind.ANSWERED
        text = reply.text if reply is not None else ""
        right = answered and matter.is_right(text, visit.language, week_of(visit.at.date()))
        events: list[ConversationEvent] = [
            replace(one, contact_id=ContactId(visit.name))
            if isinstance(one, ConversationStarted)
            else one
            for one in tried.events
        ]
        events += _afterwards(visit, reply, answered=answered, right=right)
        await record(self.log, events, visit.name)
        asked = next(one for one in events if isinstance(one, CustomerWrote))
        return Outcome(
            visit=visit,
            is_answered=answered,
            is_right=right,
            message_id=str(asked.message_id),
            reply=text,
        )

    async def propose(self) -> int:
        """Build rows as of the clock's day, and make proposals of them."""
        await self.learning.learn(until=self.clock.at.date() + timedelta(days=1))
        database = self.opened.database
        sources = SignalSources(
            lakes=self.learning.builder.lakes,
            insights=self.learning.book,
            drafts=SqlDraftBook(database),
            log=self.log,
        )
        assert self.opened.encoder is not None
        proposals = ProposalRound(
            sources=sources,
            changes=SqlChangeBook(database),
            verified=SqlVerifiedBook(database),
            encoder=self.opened.encoder,
            fit=open_reply_fit(self.settings, self.opened.encoder),
            clock=self.clock,
        )
        return await proposals.propose()

    async def look_at_pages(self) -> int:
        """Make proposals of what changed pages left behind, as a worker does within a minute."""
        return await self.outdated.propose()

    async def decide(self, world: World, asked: Mapping[str, str], review: Review) -> None:
        """Let the reviewer decide on what is open, and index what they corrected."""
        database = self.opened.database
        audit, verified = SqlAudit(database), SqlVerifiedBook(database)
        answers = VerifiedChanges(book=verified, audit=audit, clock=self.clock)
        steps = ChangeSteps(
            book=SqlChangeBook(database),
            stores={ChangeKind.VERIFIED: AnswerStore(changes=answers)},
            audit=audit,
            clock=self.clock,
        )
        reviewer = Reviewer(
            world=world,
            steps=steps,
            shop=self.files,
            faults=self.faults,
            asked=asked,
            review=review,
        )
        changed = await reviewer.decide()
        await steps.expire_old()
        if changed:
            self.index()


@asynccontextmanager
async def open_shop(folder: Path, indexed: Path) -> AsyncIterator[Shop]:
    """Open the demo shop in a folder, with a copy of an index that is there."""
    files = folder / "shop"
    shutil.copytree(DEMO, files)
    shutil.copytree(indexed, folder / "data")
    settings = load(
        data_dir=folder / "data",
        shop={"file": files / "shop.yaml", "system": "builtin", "rules": files / "rules.yml"},
    )
    await fill_demo(settings, datetime.combine(BEGAN, time(8), UTC))
    clock = HandClock(at=datetime.combine(BEGAN, time(8), UTC))
    async with (
        open_trials(settings) as opened,
        open_event_log(settings.log_url) as log,
        open_learning(settings) as learning,
    ):
        builder = replace(learning.builder, clock=clock)
        outdated = OutdatedRound(
            pages=IndexedLines(index_root(settings), settings.data_dir),
            verified=SqlVerifiedBook(opened.database),
            written=partial(read_written_pages, opened.database),
            changes=SqlChangeBook(opened.database),
            clock=clock,
        )
        await outdated.propose()  # so it knows the pages as they are at the beginning
        yield Shop(
            settings=settings,
            files=files,
            opened=opened,
            log=log,
            learning=replace(
                learning, builder=builder, acting=replace(learning.acting, clock=clock)
            ),
            outdated=outdated,
            clock=clock,
        )


@dataclass(slots=True, kw_only=True)
class Quarter:
    """Hold what a quarter gave."""

    outcomes: list[Outcome] = field(default_factory=list)
    review: Review = field(default_factory=Review)

    @property
    def asked(self) -> dict[str, str]:
        """Return the matter of each message."""
        return {one.message_id: one.visit.matter for one in self.outcomes}


async def live(
    world: World, shop: Shop, *, loop: bool, tell: Tell, as_proposed: bool = False
) -> Quarter:
    """Live through a quarter; with `loop`, proposals are made, and people decide on them."""
    quarter = Quarter(review=Review(as_proposed=as_proposed))
    for week in range(1, WEEKS + 1):
        monday = BEGAN + timedelta(days=7 * (week - 1))
        faults = [one for one in world.plan.faults if one.week == week]
        for fault in faults:
            make_wrong(shop.files, fault)
        shop.faults += faults
        if faults:
            shop.index()
        since = monday
        for day in (*(monday + timedelta(days=one) for one in _LOOK_DAYS), None):
            until = monday + timedelta(days=7) if day is None else day + timedelta(days=1)
            quarter.outcomes += await shop.meet(world.between(since, until), world)
            since = until
            if loop and day is not None:
                shop.clock.at = datetime.combine(day, _EVENING, UTC)
                await shop.look_at_pages()
                await shop.propose()
                await shop.decide(world, quarter.asked, quarter.review)
        tell(f"week {week}: {len(quarter.outcomes)} visits, {quarter.review.approved} approved")
    return quarter


def _afterwards(
    visit: Visit, reply: ReplyWritten | None, *, answered: bool, right: bool
) -> list[ConversationEvent]:
    """Return what a customer and the shop's people do after a reply."""
    if reply is None:
        return []
    events: list[ConversationEvent] = []
    disliked = visit.dislikes_right if right else visit.dislikes_wrong
    if answered and disliked:
        rated = ReplyRated(
            conversation_id=reply.conversation_id,
            at=reply.at + timedelta(minutes=1),
            message_id=reply.message_id,
            helpful=False,
        )
        events.append(rated)
    words = visit.if_open if not answered else visit.if_wrong if disliked and not right else ""
    if words:
        written = ReplyWritten(
            conversation_id=reply.conversation_id,
            at=reply.at + _A_PERSON_TAKES,
            message_id=MessageId(f"person-{visit.name}"),
            author=Author.AGENT,
            kind=ReplyKind.WRITTEN,
            text=words,
            language=visit.language,
            answers=(),
        )
        events.append(written)
    return events

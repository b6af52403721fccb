"""Read the signals of the last weeks: rows of insights, and people's answers afterwards.

Heavy, for rows are counted with the libraries of insights: only their round imports it.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

import ibis

from assistant.answers.verified.types import WayOfAsking
from assistant.conversation.event_base import Reason
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.improvement.changes.change_proposals import BETWEEN, RaisedTask
from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeSignal
from assistant.improvement.changes.person_replies import PersonReply, replies_to
from assistant.improvement.changes.published_effect import LoggedQuestion
from assistant.improvement.changes.raised_questions import RaisedQuestion
from assistant.insights.analysis_rows import Answered, Origin, SignalType, VisitOutcome
from assistant.insights.drafting.page_draft import DraftStatus
from assistant.insights.drafting.ports import DraftBook
from assistant.insights.drafting.published_pages import page_file
from assistant.insights.insight import Insight, Kind, Status, Window
from assistant.insights.lake.lake import Lake, Lakes, Tables
from assistant.insights.ports import InsightBook
from assistant.insights.queries.report_query import judged_visits
from assistant.insights.queries.report_views import WorkOutcome
from assistant.insights.ratios import within
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.ports import EventLog, UnknownConversationError
from assistant.understanding.intents.placed_orders import speaks_of_order
from assistant.understanding.types import OPERATION_INTENTS, Intent

DAYS = 28
"""Days of signals that proposals are made of."""

MOST = 2_000
"""Most questions of a round, the newest: more than people decide on in four weeks."""

_NO_KNOWLEDGE = frozenset(
    {
        Reason.NO_EVIDENCE,
        Reason.UNCLEAR,
        Reason.GUARD_BLOCKED,
        Reason.LOW_CONFIDENCE,
        Reason.NO_PROGRESS,
    }
)
"""Reasons of an open question that an answer mends; others were left to people on purpose."""

_COLUMNS = ("conversation_key", "message_id", "customer_key", "language", "text", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSources:
    """Read signals from the rows of the current build, and from the log."""

    lakes: Lakes
    insights: InsightBook
    drafts: DraftBook
    log: EventLog

    async def questions(self, until: date) -> list[RaisedQuestion]:
        """Return the questions that stayed open or were disliked, with people's answers.

        Raises:
            NoBuildError: there is no build yet.
        """
        window = Window.before(until, days=DAYS)
        rows = await asyncio.to_thread(read_questions, self.lakes.current(), window)
        by_conversation: dict[str, list[RaisedQuestion]] = {}
        for one in rows:
            by_conversation.setdefault(one.conversation_id, []).append(one)
        found: list[RaisedQuestion] = []
        for conversation_id, asked in by_conversation.items():
            replies = await self._replies(conversation_id, asked)
            found += _answered(asked, replies)
        return found

    async def asked(self, window: Window) -> list[LoggedQuestion]:
        """Return the questions of a window, answered or not, with those that were disliked.

        Raises:
            NoBuildError: there is no build yet.
        """
        return await asyncio.to_thread(read_asked, self.lakes.current(), window)

    async def wordings(self, messages: Collection[str]) -> list[WayOfAsking]:
        """Return the questions among some messages, by their ids, as customers put them.

        Raises:
            NoBuildError: there is no build yet.
        """
        return await asyncio.to_thread(read_wordings, self.lakes.current(), messages)

    async def visits(self, window: Window) -> tuple[int, int]:
        """Return how many visits of a window were not resolved, and of how many.

        Raises:
            NoBuildError: there is no build yet.
        """
        return await asyncio.to_thread(count_visits, self.lakes.current(), window)

    async def tasks(self, until: date) -> list[RaisedTask]:
        """Return the tasks of pages that disagree, and of words that people want to add.

        Raises:
            NoBuildError: there is no build yet.
        """
        window = Window.before(until, days=DAYS)
        tasks = await asyncio.to_thread(read_contradictions, self.lakes.current(), window)
        published = {
            one.published_title: page_file(one.as_published()).decode()
            for one in await self.drafts.all()
            if one.status is DraftStatus.PUBLISHED
        }
        tasks = [with_page(one, published) for one in tasks]
        return [*tasks, *word_tasks(await self.insights.all())]

    async def _replies(
        self, conversation_id: str, asked: Sequence[RaisedQuestion]
    ) -> Mapping[str, PersonReply]:
        try:
            record = await self.log.read(ConversationId(conversation_id))
        except UnknownConversationError:
            return {}
        events = [stored.event for stored in record.events]
        return replies_to(events, {one.message_id for one in asked})


def read_questions(lake: Lake, window: Window) -> list[RaisedQuestion]:
    """Return the open and the disliked questions of a window, the newest first."""
    tables = Tables()
    messages = within(tables.messages, window)
    asked = messages.filter(
        messages.question,
        messages.origin == Origin.CONVERSATION,
        messages.product_id == "",  # of a product, its page is to answer
        messages.language.isin(get_args(Language)),
        ~messages.intent.isin([*OPERATION_INTENTS, Intent.PRODUCT_SEARCH]),
    )
    unanswered = asked.filter(asked.answered == Answered.NO, asked.reason.isin(_NO_KNOWLEDGE))
    downs = within(tables.signals, window)
    downs = downs.filter(downs.type == SignalType.THUMB_DOWN)
    disliked = asked.semi_join(downs, "message_id")
    found: dict[str, RaisedQuestion] = {}
    for cause, rows in ((ChangeCause.UNANSWERED, unanswered), (ChangeCause.DISPUTED, disliked)):
        newest = rows.select(*_COLUMNS).order_by(ibis.desc("at")).limit(MOST)
        for row in lake.rows(newest):
            if not speaks_of_order(row["text"]):
                found.setdefault(row["message_id"], _question(row, cause))
    return list(found.values())


def read_asked(lake: Lake, window: Window) -> list[LoggedQuestion]:
    """Return the questions of a window whose outcome is known."""
    tables = Tables()
    messages = within(tables.messages, window)
    asked = messages.filter(
        messages.question,
        messages.origin == Origin.CONVERSATION,
        messages.product_id == "",
        messages.answered != Answered.NONE,
        messages.language.isin(get_args(Language)),
    )
    downs = within(tables.signals, window)
    downs = downs.filter(downs.type == SignalType.THUMB_DOWN)
    asked = asked.mutate(disliked=asked.message_id.isin(downs.message_id))
    columns = ("conversation_key", "customer_key", "language", "text", "at", "answered")
    return [
        LoggedQuestion(
            conversation_id=row["conversation_key"],
            customer=row["customer_key"],
            language=row["language"],
            text=row["text"],
            at=row["at"],
            is_unmet=row["answered"] == Answered.NO or row["disliked"],
        )
        for row in lake.rows(asked.select(*columns, "disliked"))
    ]


def read_wordings(lake: Lake, messages: Collection[str]) -> list[WayOfAsking]:
    """Return the questions among some messages, each wording once."""
    if not messages:
        return []
    rows = Tables().messages
    asked = rows.filter(
        rows.question,
        rows.message_id.isin(sorted(messages)),
        rows.language.isin(get_args(Language)),
    )
    found = lake.rows(asked.select("language", "text").distinct().order_by("text"))
    return [WayOfAsking(language=row["language"], text=row["text"]) for row in found]


def count_visits(lake: Lake, window: Window) -> tuple[int, int]:
    """Return how many visits in which something was asked were not resolved, and of how many."""
    visits = judged_visits(Tables(), window)
    asked = visits.filter(visits.outcome != VisitOutcome.TALK)
    unmet = (asked.outcome != WorkOutcome.RESOLVED).cast("int64")
    [row] = lake.rows(asked.agg(unmet=unmet.sum().fill_null(0), of=asked.count()))
    return row["unmet"], row["of"]


def read_contradictions(lake: Lake, window: Window) -> list[RaisedTask]:
    """Return a task for each pair of pages that kept customers from an answer."""
    signals = within(Tables().signals, window)
    told = signals.filter(signals.type == SignalType.CONTRADICTION)
    columns = ("value", "conversation_key", "message_id", "customer_key", "at")
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in lake.rows(told.select(*columns).order_by(ibis.desc("at"))):
        rows.setdefault(row["value"], []).append(row)
    return [
        RaisedTask(
            cause=ChangeCause.CONTRADICTION,
            subject=titles,
            about=titles.replace(BETWEEN, " / "),
            signals=tuple(_signal(row) for row in of_pair),
            conversations=len({row["conversation_key"] for row in of_pair}),
            customers=len({row["customer_key"] for row in of_pair}),
        )
        for titles, of_pair in rows.items()
    ]


def with_page(task: RaisedTask, published: Mapping[str, str]) -> RaisedTask:
    """Return the task of pages that disagree; if one is written here, with its content by title."""
    ours = (published[title] for title in task.subject.split(BETWEEN) if title in published)
    page = next(ours, "")
    if not page:
        return task
    return replace(task, change=CandidateChange(kind=ChangeKind.PAGE, content=page), before=page)


def word_tasks(insights: Iterable[Insight]) -> list[RaisedTask]:
    """Return a task for each word that customers use, and that somebody wants to add."""
    return [
        RaisedTask(
            cause=ChangeCause.UNKNOWN_WORD,
            subject=one.insight_id,
            about=one.finding.subject.value,
            conversations=one.finding.measure.count,
            customers=one.finding.measure.customers,
        )
        for one in insights
        if one.finding.kind is Kind.VOCABULARY_GAP and one.status is Status.ACCEPTED
    ]


def _answered(
    asked: Sequence[RaisedQuestion], replies: Mapping[str, PersonReply]
) -> Iterable[RaisedQuestion]:
    """Yield questions, with people's answers where there are some."""
    for one in asked:
        reply = replies.get(one.message_id)
        if reply is None:
            yield one
            continue
        cause = ChangeCause.CORRECTED if one.cause is ChangeCause.UNANSWERED else one.cause
        yield replace(
            one, cause=cause, reply=reply.text, reply_language=reply.language, told=reply.told
        )


def _question(row: Mapping[str, Any], cause: ChangeCause) -> RaisedQuestion:
    return RaisedQuestion(
        cause=cause,
        conversation_id=row["conversation_key"],
        message_id=row["message_id"],
        customer=row["customer_key"],
        language=row["language"],
        text=row["text"],
        at=row["at"],
    )


def _signal(row: Mapping[str, Any]) -> ChangeSignal:
    return ChangeSignal(
        conversation_id=row["conversation_key"], message_id=row["message_id"], at=row["at"]
    )

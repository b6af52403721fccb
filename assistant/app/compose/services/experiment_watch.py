"""Look at the guards of experiments each hour, on the newest build and the later log."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import structlog

from assistant.app.compose.insight_assembly import assemble_reading
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.services.experiments import steps_over
from assistant.conversation.ids import ConversationId
from assistant.improvement.experiments.guard_watch import with_fresh
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.projection.fresh_talks import FreshTalk, read_talk
from assistant.insights.queries.experiment_query import exposed_days, exposed_visitors
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.insights.rounds.build_sources import news_of_log
from assistant.insights.rounds.builder import silent
from assistant.kit.settings.settings import Settings
from assistant.ports import EventLog
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database

log = structlog.get_logger(__name__)


async def watch_experiments(settings: Settings) -> int:
    """Stop experiments that do harm; return how many. Without a build there is nothing to look at.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_database(settings.log_url) as database:
        reading, _ = assemble_reading(settings, database)
        try:
            lake = await asyncio.to_thread(reading.lakes.current)
        except NoBuildError:
            return 0
        try:
            position = lake.build.state().position
            talks = await fresh_talks(SqlEventLog(database), position, find_key(settings))
            exposed = partial(_exposed, lake, talks)
            stopped = await steps_over(database).watch_all(exposed)
        finally:
            reading.lakes.close()
    log.info("experiments.watched", conversations=len(talks), stopped=stopped)
    return stopped


async def fresh_talks(events: EventLog, after: int, secret: bytes) -> list[FreshTalk]:
    """Return the conversations that went on after a position of the log.

    May raise `LogUnavailableError`.
    """
    news = await news_of_log(events, after=after, progress=silent)
    talks = []
    for conversation_id in news.keys.conversations:
        record = await events.read(ConversationId(conversation_id))
        talk = read_talk([one.event for one in record.events], secret)
        if talk is not None:
            talks.append(talk)
    return talks


def _exposed(
    lake: Lake, talks: Sequence[FreshTalk], experiment_id: str, since: date
) -> Sequence[ExposedDay]:
    """Return the sums of an experiment, of the build with the conversations since."""
    tables, until = Tables(), SystemClock().now().date() + timedelta(days=1)
    days = exposed_days(lake, tables, experiment_id, since=since, until=until)
    keys = {key for one in talks for key in (one.contact, one.customer)}
    known = (
        exposed_visitors(lake, tables, experiment_id, keys, since=since, until=until)
        if keys
        else []
    )
    return with_fresh(experiment_id, days, known, talks)

"""The hourly look stops an experiment that does harm, with what the log has since the build."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.services.experiment_watch import watch_experiments
from assistant.conversation.events import ConversationStarted, CustomerWrote, Reason
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.row_files import Staging, merge
from assistant.kit.experiments.experiment import ExperimentState
from assistant.kit.settings.settings import Settings
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from tests.support.seeds.experiment_seeds import experiment
from tests.unit.assistant.insights.projection.talks import Talk
from tests.unit.assistant.insights.queries.test_experiment_query import exposed
from tests.unit.assistant.insights.queries.test_report_query import asked

VISITORS = 150  # of each arm


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(settings(tmp_path).log_url) as opened:
        yield opened


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder)


def empty_build(folder: Path) -> None:
    """Make a build as of the beginning of the log."""
    builds = Builds(settings(folder).insights_folder)
    new, staging = builds.begin(), Staging(folder=builds.staging)
    staging.finish()
    merge(None, staging, (), new)
    builds.publish(new, BuildState())


async def keep(database: Database, talk: Talk) -> None:
    log = SqlEventLog(database)
    started, *others = talk.events
    assert isinstance(started, ConversationStarted)
    await log.start(started)
    for one in others:
        if isinstance(one, CustomerWrote):
            account, message = started.account_id, one.message_id
            await log.accept(one, account_id=account, provider_message_id=message)
        else:
            await log.append(talk.id, [one])


async def visits(database: Database, *, harm: Reason | None) -> None:
    """Keep a day of visitors in both arms, of whom a third of the changed one calls a person."""
    for number in range(2 * VISITORS):
        changed = number % 2 == 1
        talk = exposed(asked(number, days=0.1), changed=changed)
        talk.events = [replace(one, at=SystemClock().now()) for one in talk.events]
        if harm is not None and changed and number % 3 == 0:
            talk.start = SystemClock().now()
            talk.hand_off(harm)
        await keep(database, talk)


async def state(database: Database) -> ExperimentState:
    return (await SqlExperimentBook(database).all())[0].state


async def begin(database: Database) -> None:
    began = SystemClock().now() - timedelta(days=1)
    one = experiment()
    moves = (replace(one.moves[0], at=began),)
    one = replace(one, planned=20_000, proposed_at=began, moves=moves)
    await SqlExperimentBook(database).put(one, expected_version=None)


class TestTheHourlyLook:
    async def test_stops_what_does_harm(self, database: Database, tmp_path: Path) -> None:
        empty_build(tmp_path)
        await begin(database)
        await visits(database, harm=Reason.ANGER)

        assert await watch_experiments(settings(tmp_path)) == 1

        [one] = await SqlExperimentBook(database).all()
        assert one.state is ExperimentState.STOPPED
        assert one.moves[-1].note == "harmful"
        assert one.look is not None
        assert (one.look.control, one.look.changed) == (VISITORS, VISITORS)

    async def test_leaves_what_does_none(self, database: Database, tmp_path: Path) -> None:
        empty_build(tmp_path)
        await begin(database)
        await visits(database, harm=None)

        assert await watch_experiments(settings(tmp_path)) == 0
        assert await state(database) is ExperimentState.RUNNING

    async def test_has_nothing_to_look_at_before_the_first_build(
        self, database: Database, tmp_path: Path
    ) -> None:
        await begin(database)

        with pytest.raises(NoBuildError):
            Builds(settings(tmp_path).insights_folder).current()
        assert await watch_experiments(settings(tmp_path)) == 0
        assert await state(database) is ExperimentState.RUNNING

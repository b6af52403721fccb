"""Test the experiments of the demo shop."""

from datetime import UTC, datetime
from pathlib import Path

from assistant.app.demo.demo_experiments import keep_experiments
from assistant.app.demo.demo_staff import hire_demo
from assistant.improvement.changes.change_set import ChangeId, ChangeState
from assistant.kit.experiments.experiment import ExperimentState
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def test_two_are_finished_and_one_is_under_way_however_often_the_demo_starts(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    await hire_demo(settings)

    kept = [await keep_experiments(settings, NOW) for _ in range(2)]

    assert kept == [3, 0]
    async with open_database(settings.log_url) as database:
        running, published, finished = await SqlExperimentBook(database).all()
        change = await SqlChangeBook(database).get(ChangeId(published.change_id))
    assert (running.state, finished.state) == (ExperimentState.RUNNING, ExperimentState.STOPPED)
    assert published.state is ExperimentState.ENDED
    assert running.look is not None
    assert finished.look is not None
    assert (running.look.verdict, finished.look.verdict) == ("better_so_far", "harmful")
    assert published.look is not None
    assert published.look.verdict == "no_difference"
    assert change.state is ChangeState.PUBLISHED
    assert change.effect is not None
    assert change.effect.high < 0
    assert running.signers == finished.signers != ("",)

"""What every `ExperimentBook` does. Inherit `ExperimentBookContract` and override `book`."""

from datetime import timedelta

import pytest

from assistant.kit.experiments.experiment import ExperimentId, ExperimentState
from assistant.kit.experiments.ports import (
    ExperimentBook,
    ExperimentConflictError,
    UnknownExperimentError,
)
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment, kept_look


class ExperimentBookContract:
    @pytest.fixture
    def book(self) -> ExperimentBook:
        raise NotImplementedError

    async def test_there_are_none_at_first(self, book: ExperimentBook) -> None:
        assert list(await book.all()) == []
        assert await book.edition() == 0
        with pytest.raises(UnknownExperimentError):
            await book.get(ExperimentId("none"))

    async def test_an_experiment_comes_back_as_it_was_put(self, book: ExperimentBook) -> None:
        full = experiment(looks=(kept_look(),))

        await book.put(full, expected_version=None)

        assert await book.get(full.experiment_id) == full

    async def test_the_newest_comes_first_and_states_can_be_chosen(
        self, book: ExperimentBook
    ) -> None:
        old = experiment("e1", state=ExperimentState.STOPPED)
        new = experiment("e2", proposed_at=NOON + timedelta(days=1))
        for one in (old, new):
            await book.put(one, expected_version=None)

        assert [*await book.all()] == [new, old]
        assert [*await book.all((ExperimentState.RUNNING,))] == [new]

    async def test_the_edition_grows_with_each_change(self, book: ExperimentBook) -> None:
        await book.put(experiment(), expected_version=None)
        before = await book.edition()

        await book.put(experiment(version=3), expected_version=2)

        assert await book.edition() > before

    async def test_of_two_moves_on_one_version_one_is_refused(self, book: ExperimentBook) -> None:
        await book.put(experiment(), expected_version=None)
        await book.put(experiment(version=3), expected_version=2)

        with pytest.raises(ExperimentConflictError):
            await book.put(experiment(version=3), expected_version=2)
        with pytest.raises(ExperimentConflictError):
            await book.put(experiment(), expected_version=None)

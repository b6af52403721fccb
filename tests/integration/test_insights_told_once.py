"""A digest and an announcement are put once, whoever dies when, and however many try at once."""

import shutil
import signal
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.processes.announcement_processes import READERS, Scene, start_round
from tests.support.processes.worker_processes import ended

pytestmark = [pytest.mark.slow, pytest.mark.long]  # a round that is killed at each of its writes

MOST = 60  # transactions of a round: more is a round that does not end
TOLD = {"digest.ready": 1, "insight.opened": 2, "insight.accepted": 1}


@pytest.fixture
async def template(tmp_path: Path) -> Path:
    """A data folder in which nobody was told yet."""
    folder = tmp_path / "template"
    folder.mkdir()
    await Scene(folder=folder, now=datetime.now(UTC)).set()
    return folder


async def assert_told_once(scene: Scene) -> None:
    told = await scene.told()
    assert Counter(one.type for one in told) == TOLD
    assert len({one.announcement_id for one in told}) == len(told)
    assert await scene.letters() == sorted(READERS)


class TestARound:
    async def test_that_is_killed_at_any_of_its_writes_is_made_up_for_without_a_repeat(
        self, template: Path, tmp_path: Path
    ) -> None:
        killed = 0
        for dies_at in range(1, MOST):
            folder = shutil.copytree(template, tmp_path / f"scene-{dies_at}")
            scene = Scene(folder=folder, now=datetime.now(UTC))
            code = await ended(start_round(scene, dies_at=dies_at))

            assert await ended(start_round(scene)) == 0
            await assert_told_once(scene)
            if code == 0:
                break
            assert code == -signal.SIGKILL
            killed += 1
            shutil.rmtree(folder)

        assert 10 <= killed < MOST - 1

    async def test_is_done_by_several_workers_at_once_as_by_one(self, template: Path) -> None:
        scene = Scene(folder=template, now=datetime.now(UTC))
        workers = [start_round(scene) for _ in range(4)]

        assert [await ended(one) for one in workers] == [0] * 4
        await assert_told_once(scene)

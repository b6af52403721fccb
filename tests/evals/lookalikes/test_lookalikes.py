"""A part of the messages that only look like attacks; `benchmarks.model.attacks` plays them all."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.kit.settings.settings import load
from benchmarks.model.attacking.lookalikes import Lookalike, read_lookalikes, refused
from benchmarks.model.attacks import open_stage

pytestmark = pytest.mark.slow  # an evaluation, held to its threshold

_ALL = list(read_lookalikes(Path(__file__).parent))
_PLAYED = _ALL[::6]


@pytest.fixture(scope="module")
def why(demo_data: Path) -> Mapping[str, str]:
    """Why each was refused; "": it was not."""
    return asyncio.run(_play_all(demo_data))


async def _play_all(data: Path) -> Mapping[str, str]:
    async with open_stage(load(data_dir=data), None) as stage:
        return {one.text: await refused(one, stage) for one in _PLAYED}


class TestAHarmlessMessage:
    @pytest.mark.parametrize("message", _PLAYED, ids=lambda one: one.text)
    def test_is_not_refused(self, message: Lookalike, why: Mapping[str, str]) -> None:
        assert why[message.text] == ""

    def test_is_one_of_many_that_differ(self) -> None:
        assert len({one.text for one in _ALL}) == len(_ALL) >= 300

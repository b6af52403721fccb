"""Every scripted conversation, played once on the demo shop with the real encoder and index."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.app.evaluation.scenario_run import (
    ConversationReport,
    PlayedScenario,
    play_all,
)
from assistant.app.evaluation.scenarios import read_scenarios
from assistant.kit.settings.settings import Settings, load
from tests.support.simulators.model.requests import client
from tests.support.simulators.model.scripted_caller import ScriptedCaller
from tests.support.simulators.model.server import ModelServer

_HERE = Path(__file__).parent
_ALL = read_scenarios(_HERE)
_SCENARIOS = [one for one in _ALL if "embedded" in one.engines]
_OF_MODEL = [one for one in _ALL if "model" in one.engines]
_NOT_YET = {
    "an item is described by what it is for",  # a call's `items` beside other words of the customer
    "what was described before signing in is remembered",
    "another item is meant than the one read back",
    "a description that fits nothing is asked about",
    "a long story with a request and a question",
    "a long story with two requests, in French",  # a second call takes the place of the first
    "second thoughts in other words",  # no tool leaves an operation
}
"""What does not pass with a model yet; a test fails once it does."""

_LEAST_OF_A_LANGUAGE = 0.45  # of all: both languages count the same


@pytest.fixture(scope="module")
def report(demo_data: Path) -> ConversationReport:
    return asyncio.run(play_all(load(data_dir=demo_data), _HERE))


@pytest.fixture(scope="module")
def played(report: ConversationReport) -> Mapping[str, PlayedScenario]:
    return {one.scenario.name: one for one in report.played}


class TestConversations:
    @pytest.mark.parametrize("name", [one.name for one in _SCENARIOS])
    def test_go_and_end_as_a_customer_expects(
        self, name: str, played: Mapping[str, PlayedScenario]
    ) -> None:
        one = played[name]

        assert not one.wrong, "\n".join(["", *one.transcript, *one.wrong])

    def test_are_many_in_both_languages(self) -> None:
        languages = [one.language for one in _SCENARIOS]

        assert len(languages) >= 90
        fewest = min(languages.count("fr"), languages.count("en"))
        assert fewest >= _LEAST_OF_A_LANGUAGE * len(languages)


@pytest.fixture(scope="module")
def played_with_model(demo_data: Path) -> Mapping[str, PlayedScenario]:
    """The same with an able model that calls tools: a scripted one, over HTTP."""
    return {one.scenario.name: one for one in asyncio.run(_with_model(load(data_dir=demo_data)))}


async def _with_model(settings: Settings) -> Sequence[PlayedScenario]:
    async with (
        ModelServer(persona=ScriptedCaller.of(_HERE / "model" / "calls.yml")).serve() as server,
        client(server) as model,
    ):
        report = await play_all(settings, _HERE, name="model", model=model)
    assert server.asked, "nothing was asked"
    return report.played


@pytest.mark.slow  # minutes; what every day needs of the model is in tests of its own
class TestConversationsWithAModel:
    @pytest.mark.parametrize(
        "name",
        [
            pytest.param(
                one.name, marks=[pytest.mark.xfail(strict=True)] if one.name in _NOT_YET else []
            )
            for one in _OF_MODEL
        ],
    )
    def test_go_and_end_as_a_customer_expects(
        self, name: str, played_with_model: Mapping[str, PlayedScenario]
    ) -> None:
        one = played_with_model[name]

        assert not one.wrong, "\n".join(["", *one.transcript, *one.wrong])

    def test_are_nearly_all_that_the_rules_can_and_more(self) -> None:
        names = {one.name for one in _OF_MODEL}
        without = {one.name for one in _SCENARIOS}

        assert len(without - names) <= 40  # that do not pass with a model yet
        assert names - without

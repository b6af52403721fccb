"""Every scripted conversation, played once on the demo shop with the real encoder and index."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.app.conversations import ConversationReport, Played, play_all
from assistant.app.scenarios import read_scenarios
from assistant.settings import load

_HERE = Path(__file__).parent
_SCENARIOS = read_scenarios(_HERE)
_LEAST_OF_A_LANGUAGE = 0.45  # of all: both languages count the same


@pytest.fixture(scope="module")
def report(demo_data: Path) -> ConversationReport:
    return asyncio.run(play_all(load(data_dir=demo_data), _HERE))


@pytest.fixture(scope="module")
def played(report: ConversationReport) -> Mapping[str, Played]:
    return {one.scenario.name: one for one in report.played}


class TestConversations:
    @pytest.mark.parametrize("name", [one.name for one in _SCENARIOS])
    def test_go_and_end_as_a_customer_expects(
        self, name: str, played: Mapping[str, Played]
    ) -> None:
        one = played[name]

        assert not one.wrong, "\n".join(["", *one.transcript, *one.wrong])

    def test_are_many_in_both_languages(self) -> None:
        languages = [one.language for one in _SCENARIOS]

        assert len(languages) >= 90
        fewest = min(languages.count("fr"), languages.count("en"))
        assert fewest >= _LEAST_OF_A_LANGUAGE * len(languages)

"""Test how things that customers look for are written where they are shown."""

from pathlib import Path

import pytest

from assistant.insights.analysis_rows import SignalType
from assistant.insights.lake.lake import Tables
from assistant.insights.queries.written_words import written_form, written_words
from tests.support.seeds.insight_rows import Talks


class TestTheWrittenForm:
    @pytest.mark.parametrize(
        ("value", "text", "written"),
        [
            (
                "combinaison plongee",
                "Vous avez des Combinaisons de plongée ?",
                "combinaisons de plongée",
            ),
            ("wetsuit", "Do you sell wetsuits?", "wetsuits"),
            ("tapi bain", "un tapis de bain", "tapis de bain"),
            ("wetsuit", "and in blue?", ""),
            ("tente plage", "une tente", ""),
        ],
    )
    def test_is_how_it_stands_in_the_text(self, value: str, text: str, written: str) -> None:
        assert written_form(value, text) == written


class TestTheWords:
    def test_are_those_that_most_customers_write(self, tmp_path: Path) -> None:
        talks = Talks()
        for number in range(6):
            accented = "des combinaisons de plongée" if number % 3 else "combinaison de plongee"
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "combinaison plongee"), text=accented)
        for number in range(4):
            talks.talk((SignalType.PRODUCT_NOT_FOUND, "tente"), text=f"une tente {number}")
        lake = talks.lake(tmp_path)

        found = written_words(lake, Tables())

        lake.close()
        assert found == {"combinaison plongee": "combinaisons de plongée"}  # of 4 customers nothing

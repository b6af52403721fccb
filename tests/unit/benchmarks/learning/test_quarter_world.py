"""The simulated quarter draws the same visits for the same seed, and its truths can be told."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.app.compose.shop_profile import DEMO
from benchmarks.learning.quarter_world import (
    BEGAN,
    WEEKS,
    Fault,
    World,
    make_wrong,
    mend,
    titles_of,
    week_of,
)
from retrieval.catalogue.case_folding import fold

WORLD = World.read(1)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(DEMO / "pages", tmp_path / "pages")
    return tmp_path


class TestVisits:
    def test_are_the_same_for_the_same_seed_alone(self) -> None:
        assert World.read(1).visits == WORLD.visits
        assert World.read(2).visits != WORLD.visits

    def test_fall_into_the_quarter_each_once(self) -> None:
        within = WORLD.between(BEGAN, BEGAN + timedelta(weeks=WEEKS))
        assert within == list(WORLD.visits)
        assert len({one.name for one in within}) == len(within)

    def test_ask_for_a_new_range_once_it_is_there(self) -> None:
        asked = {
            week_of(one.at.date()) for one in WORLD.visits if one.matter.startswith("neoprene")
        }
        assert min(asked) == 5


class TestATruth:
    @pytest.mark.parametrize("name", WORLD.plan.matters)
    def test_is_told_by_the_shops_people_and_asked_for_in_words(self, name: str) -> None:
        matter = WORLD.plan.matters[name]
        told = [
            matter.is_right(text, language, matter.since)
            for language, texts in matter.people.items()
            for text in texts
        ]
        assert told
        assert all(told)
        assert all(len(WORLD.words[name][language]) == 12 for language in ("fr", "en"))

    def test_of_before_a_change_is_another(self) -> None:
        matter = WORLD.plan.matters["free_relay"]
        assert matter.is_right("Dès 60 €.", "fr", 5)
        assert not matter.is_right("Dès 60 €.", "fr", 6)


@pytest.mark.parametrize("fault", WORLD.plan.faults, ids=lambda one: one.matter)
def test_a_fault_changes_pages_until_it_is_mended(shop: Path, fault: Fault) -> None:
    before = {path: path.read_text() for path in shop.rglob("*.md")}

    make_wrong(shop, fault)

    wrong = {path: path.read_text() for path in shop.rglob("*.md")}
    assert wrong != before
    titles = titles_of(shop, fault)
    assert titles
    assert all(fold(one) == one for one in titles)
    mend(shop, fault)
    assert {path: path.read_text() for path in shop.rglob("*.md")} != wrong

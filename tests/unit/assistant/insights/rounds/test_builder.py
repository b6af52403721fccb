"""Test builds: from the log and imported texts to rows, little by little or all at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from assistant.insights.analysis_errors import BuildRunningError, NoBuildError
from assistant.insights.analysis_rows import ExposureKind, ExposureRow
from assistant.insights.lake.builds import Build, BuildRounds, Builds
from assistant.insights.lake.lake import Tables
from tests.support.seeds.insight_workshop import ListedExposures, Workshop, imported


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    shop = Workshop(tmp_path)
    yield shop
    shop.lakes.close()


class TestABuild:
    async def test_has_a_row_for_each_message(self, shop: Workshop) -> None:
        await shop.say("c1", "where is it", "hello")
        await shop.say("c2", "no rashguard", days_ago=3)

        built = await shop.builder.build()

        assert (built.messages, built.conversations, built.anew) == (3, 2, True)
        assert [text for _, text in shop.rows()] == ["where is it", "hello", "no rashguard"]

    async def test_is_by_day(self, shop: Workshop) -> None:
        await shop.say("c1", "a", days_ago=1)
        await shop.say("c2", "b", days_ago=3)

        await shop.builder.build()

        build = shop.lakes.current().build
        assert [str(day) for day in build.days("messages")] == ["2026-03-17", "2026-03-19"]

    async def test_of_nothing_is_empty(self, shop: Workshop) -> None:
        built = await shop.builder.build()

        assert built.messages == 0
        assert shop.rows() == []

    def test_is_missed_where_there_is_none(self, shop: Workshop) -> None:
        with pytest.raises(NoBuildError, match="comptoir insights build"):
            shop.lakes.current()


class TestTheNextBuild:
    async def test_reads_only_what_went_on(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        await shop.say("c2", "two")
        await shop.builder.build()
        shop.projection.read.clear()
        await shop.say("c2", "three", days_ago=0)

        built = await shop.builder.build()

        assert (built.read, built.anew) == (1, False)
        assert set(shop.projection.read) >= {"c2"}
        assert [text for _, text in shop.rows()] == ["one", "two", "three"]

    async def test_reads_again_what_somebody_said_who_bought(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        await shop.say("c2", "two")
        await shop.builder.build()
        for bought, read in (({"k-c1": "a"}, ["c1"]), ({"k-c1": "a"}, []), ({}, ["c1"])):
            shop.projection.read.clear()
            shop.projection.bought = bought

            built = await shop.builder.build()

            assert (built.read, built.anew) == (len(read), False)
            assert set(shop.projection.read) >= set(read)
            assert [text for _, text in shop.rows()] == ["one", "two"]

    @pytest.mark.slow  # six builds
    async def test_comes_to_the_same_as_one_build_of_everything(self, shop: Workshop) -> None:
        for number in range(40):
            await shop.say(f"c{number % 13}", f"word{number % 5} again", days_ago=number % 9)
            if number % 7 == 0:
                await shop.builder.build()
        await shop.builder.build()
        little_by_little = shop.rows(), shop.visits()

        await shop.builder.build(anew=True)

        assert (shop.rows(), shop.visits()) == little_by_little
        assert len(shop.visits()) == 13
        assert len(shop.rows()) == 40

    async def test_does_nothing_if_nothing_happened(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        first = await shop.builder.build()

        second = await shop.builder.build()

        assert (second.number, second.changed) == (first.number, False)

    async def test_shares_the_files_of_days_that_did_not_change(self, shop: Workshop) -> None:
        await shop.say("c1", "old", days_ago=9)
        await shop.builder.build()
        [before] = shop.lakes.current().build.days("messages").values()
        inode = before.stat().st_ino
        await shop.say("c2", "new", days_ago=1)

        await shop.builder.build()

        old, _ = shop.lakes.current().build.days("messages").values()
        assert old.stat().st_ino == inode

    async def test_reads_everything_again_by_other_rules(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        await shop.builder.build()
        shop.projection.version = "2"

        built = await shop.builder.build()

        assert (built.anew, built.read) == (True, 1)

    async def test_leaves_nothing_of_who_was_erased(self, shop: Workshop, tmp_path: Path) -> None:
        await shop.say("c1", "no Zéphyrine")
        await shop.say("c2", "two")
        await shop.builder.build()
        erased = ConversationErased(
            conversation_id=ConversationId("c1"), at=datetime(2026, 3, 20, tzinfo=UTC)
        )
        await shop.log.erase(erased)

        await shop.builder.build()

        assert [text for _, text in shop.rows()] == ["two"]
        assert shop.visits() == ["c2"]
        assert holding("Zéphyrine", tmp_path) == []
        assert Builds(tmp_path).number() == 2

    async def test_that_crashes_changes_nothing(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        await shop.builder.build()
        await shop.say("c2", "two")
        with (
            patch.object(shop.projection, "project", side_effect=RuntimeError("out of memory")),
            pytest.raises(RuntimeError, match="out of memory"),
        ):
            await shop.builder.build()
        assert [text for _, text in shop.rows()] == ["one"]

        await shop.builder.build()

        assert [text for _, text in shop.rows()] == ["one", "two"]

    async def test_says_what_it_is_made_of_though_it_takes_the_place_of_one_just_then(
        self, shop: Workshop, tmp_path: Path
    ) -> None:
        await shop.say("c1", "one")
        await shop.builder.build()
        builds = Builds(tmp_path)
        there, gone = builds.current(), Build(tmp_path / "builds" / "0")

        with patch.object(Builds, "current", side_effect=[gone, there]):
            state = builds.state()

        assert state.messages == 1

    def test_is_seen_from_outside_while_it_runs_and_only_then(self, tmp_path: Path) -> None:
        builds = Builds(tmp_path)
        before = builds.is_building()

        with builds.building():
            during = (builds.is_building(), Builds(tmp_path).is_building())

        assert (before, during, builds.is_building()) == (False, (True, True), False)

    async def test_waits_for_no_other(self, shop: Workshop, tmp_path: Path) -> None:
        with Builds(tmp_path).building(), pytest.raises(BuildRunningError):
            await shop.builder.build()


class TestARound:
    async def test_goes_alone_and_may_build(self, shop: Workshop, tmp_path: Path) -> None:
        with BuildRounds(tmp_path).going():
            with pytest.raises(BuildRunningError), BuildRounds(tmp_path).going():
                pass
            assert (await shop.builder.build()).changed

        with BuildRounds(tmp_path).going():
            pass


class TestWhatIsSold:
    async def test_is_news_by_itself(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        await shop.builder.build()
        sold = ExposureRow(day=date(2026, 3, 19), kind=ExposureKind.UNITS_SOLD, count=3)
        builder = replace(shop.builder, exposures=ListedExposures([sold]))

        first, second = await builder.build(), await builder.build()

        assert (first.changed, first.anew) == (True, False)
        assert not second.changed
        exposures = Tables().exposures
        [row] = shop.lakes.current().rows(exposures.select("count"))
        assert row["count"] == 3

    async def test_that_was_cancelled_is_news_too(self, shop: Workshop) -> None:
        sold = ExposureRow(day=date(2026, 3, 19), kind=ExposureKind.UNITS_SOLD, count=3)
        await replace(shop.builder, exposures=ListedExposures([sold])).build()

        assert (await shop.builder.build()).changed
        assert list(shop.lakes.current().rows(Tables().exposures.select("count"))) == []


class TestImportedTexts:
    async def test_come_and_go_with_their_file(self, shop: Workshop) -> None:
        await shop.say("c1", "one")
        shop.imports.listed = [imported("r1", "nice"), imported("r2", "ugly")]
        await shop.builder.build()
        assert [text for _, text in shop.rows()] == ["one", "nice", "ugly"]
        shop.imports.listed = [imported("r2", "ugly"), imported("r3", "fine")]
        shop.projection.read.clear()

        await shop.builder.build()

        assert [text for _, text in shop.rows()] == ["one", "ugly", "fine"]
        assert "r2" not in shop.projection.read[-1:]

    async def test_are_read_again_with_everything(self, shop: Workshop) -> None:
        shop.imports.listed = [imported("r1", "nice")]
        await shop.builder.build()

        built = await shop.builder.build(anew=True)

        assert built.read == 1
        assert [text for _, text in shop.rows()] == ["nice"]


class TestTopics:
    async def _talk(self, shop: Workshop, what: str, first: int, count: int) -> None:
        for number in range(first, first + count):
            await shop.say(f"c{number}", f"{what} w{number}", days_ago=number % 5)

    async def test_group_what_is_said_alike(self, shop: Workshop) -> None:
        await self._talk(shop, "my parcel is very late again", 0, 20)
        await self._talk(shop, "do you ship gifts abroad please", 100, 20)

        await shop.builder.build()

        topics = shop.topics()
        late = {topic for one, topic in topics.items() if int(one[1:].split("-")[0]) < 100}
        gifts = {topic for one, topic in topics.items() if int(one[1:].split("-")[0]) >= 100}
        assert (late & gifts) <= {""}
        assert late - {""}
        assert gifts - {""}

    async def test_that_are_taken_apart_are_gone_from_every_message(self, shop: Workshop) -> None:
        await self._talk(shop, "my parcel is very late again", 0, 20)
        await self._talk(shop, "do you ship gifts abroad please", 100, 20)
        await shop.builder.build()
        gone = {topic for topic in shop.topics().values() if topic}

        await replace(shop.builder, looked_at=8).build(split=gone)

        assert gone
        assert not gone & set(shop.topics().values())

    async def test_keep_their_ids(self, shop: Workshop) -> None:
        await self._talk(shop, "my parcel is very late again", 0, 20)
        await self._talk(shop, "do you ship gifts abroad please", 100, 20)
        await shop.builder.build()
        before = shop.topics()
        await self._talk(shop, "my parcel is very late again", 50, 10)
        await shop.builder.build()
        little = shop.topics()

        await shop.builder.build(anew=True)

        anew = shop.topics()
        assert {one: little[one] for one in before} == before
        known = set(before.values()) | {""}
        assert {one[f"c{n}-1"] for n in range(50, 60) for one in (little, anew)} <= known
        assert len({anew[one] for one in before} - {""}) == 2
        assert {anew[one] for one in before} <= known

    async def test_are_found_in_what_had_none(self, shop: Workshop) -> None:
        await self._talk(shop, "my parcel is very late again", 0, 20)
        await self._talk(shop, "do you ship gifts abroad please", 100, 20)
        await self._talk(shop, "the zip of this broke today", 200, 6)
        await shop.builder.build()
        assert {shop.topics()[f"c{n}-1"] for n in range(200, 206)} == {""}
        await self._talk(shop, "the zip of this broke today", 206, 20)

        await shop.builder.build()

        new = {shop.topics()[f"c{n}-1"] for n in range(200, 226)} - {""}
        assert new
        assert new.isdisjoint({shop.topics()["c0-1"], shop.topics()["c100-1"]})


def holding(words: str, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [one for one in files if words.encode() in one.read_bytes()]

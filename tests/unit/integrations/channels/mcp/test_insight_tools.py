"""Insights as programs of the shop's people get them, under the roles of the console."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission, may
from assistant.insights.analysis_rows import QualityName
from assistant.insights.insight import Kind
from integrations.channels.mcp.insight_tools import InsightTools
from integrations.channels.mcp.tool_parts import FOR_STAFF
from tests.support.memory.assemblies.mcp_counter import Counter
from tests.support.pages.insight_gallery import NAMES, Gallery, Month


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month.build(tmp_path_factory.mktemp("month"))


async def counter_of(folder: Path, month: Month | None) -> tuple[Counter, Gallery]:
    """Return tools over a month's build; None: nothing was built."""
    counter = Counter()
    gallery = Gallery(counter.office, folder)
    if month:
        await gallery.build(month)
    reading = gallery._load().reading  # noqa: SLF001  # as the pages have it
    tools = InsightTools(reading=reading, product_names=_names, checks_off=_tone_alone)

    async def load() -> InsightTools:
        return tools

    counter.insights = load
    return counter, gallery


async def _names(_: str) -> Mapping[str, str]:
    return NAMES


async def _tone_alone() -> frozenset[QualityName]:
    return frozenset({QualityName.TONE})


class TestInsights:
    async def test_are_told_with_how_sure_they_are(self, month: Month, tmp_path: Path) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("mara", Role.MERCHANDISER)) as program:
            listed = await program.call("list_insights", kind="unmet_demand")
            overview = await program.call("insights_overview", days=28, language="fr")
            numbers = await program.call("insight_numbers", kind="defect_cluster")

        [swimwear] = listed["insights"]
        assert "maillot de bain" in swimwear["says"]
        assert swimwear["customers"] >= 5
        assert swimwear["interval"]
        assert overview["now"]["conversations"] > 300
        assert [one["product_id"] for one in numbers["lines"]] == ["p1"]

    async def test_are_told_of_no_fewer_than_five_customers(
        self, month: Month, tmp_path: Path
    ) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("mara", Role.MERCHANDISER)) as program:
            for kind in Kind:
                numbers = await program.call("insight_numbers", kind=kind, days=365)
                assert all(one["customers"] >= 5 for one in numbers["lines"])

    async def test_words_behind_them_are_recorded_as_read(
        self, month: Month, tmp_path: Path
    ) -> None:
        counter, gallery = await counter_of(tmp_path, month)
        one = await gallery.one(Kind.UNMET_DEMAND)
        async with counter.program(await counter.hire("mara", Role.MERCHANDISER)) as program:
            read = await program.call("insight_quotes", insight_id=one.insight_id)

        assert "maillots de bain" in read["quotes"][0]["text"]
        [entry] = await counter.office.audit.read()
        assert entry.deed.action is Action.INSIGHT_QUOTES_READ
        assert entry.deed.actor == "mara"
        assert entry.deed.subject == one.insight_id

    async def test_asked_for_are_in_the_audit(self, month: Month, tmp_path: Path) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("mara", Role.MERCHANDISER)) as program:
            await program.call("list_insights")

        [entry] = await counter.office.audit.read()
        assert (entry.deed.action, dict(entry.deed.detail)) == (
            Action.INSIGHTS_ASKED,
            {"tool": "list_insights"},
        )

    async def test_nobody_built_say_how_to_have_them(self, tmp_path: Path) -> None:
        counter, _ = await counter_of(tmp_path, None)
        async with counter.program(await counter.hire("mara", Role.MERCHANDISER)) as program:
            assert "comptoir insights build" in await program.fail("insights_overview")

    async def test_nobody_knows_are_told_so(self, month: Month, tmp_path: Path) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("mara", Role.MERCHANDISER)) as program:
            assert "list_insights gives ids" in await program.fail("insight_quotes", insight_id="x")


class TestARole:
    @pytest.mark.parametrize("role", list(Role))
    async def test_is_offered_what_the_console_lets_it_read(
        self, role: Role, month: Month, tmp_path: Path
    ) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("somebody", role)) as program:
            offered = FOR_STAFF & (await program.tools()).keys()

        assert offered == (FOR_STAFF if may(role, Permission.READ_INSIGHTS) else set())

    async def test_that_reads_none_is_refused_and_recorded(
        self, month: Month, tmp_path: Path
    ) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("hugo", Role.AGENT)) as program:
            why = await program.fail("list_insights")

        assert "role reads insights" in why
        [entry] = await counter.office.audit.read()
        assert entry.deed.action is Action.DENIED


class TestQuality:
    async def test_is_told_with_its_interval_and_without_checks_that_are_off(
        self, month: Month, tmp_path: Path
    ) -> None:
        counter, _ = await counter_of(tmp_path, month)
        async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
            told = await program.call("quality_scorecards", days=28)

        checks = [one for card in told["cards"] for one in card["checks"]]
        assert told["switched_off"] == ["tone"]
        assert "tone" not in {one["check"] for one in checks}
        assert all(one["now"]["low"] <= one["now"]["passed"] for one in checks if one["now"])

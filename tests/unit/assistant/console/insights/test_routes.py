"""The pages of insights as a merchandiser's browser gets them."""

import asyncio
import csv
import html
import io
import re
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest
import pytest_asyncio

from assistant.console.insights.table_export import export
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.insights.insight import Kind, Status, Subject, Unit
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries import figure_queries
from assistant.insights.queries.insight_views import Facets, Line
from assistant.insights.statistics.intervals import wilson
from assistant.insights.wording.insight_wording import Names
from tests.support.pages.insight_gallery import Gallery, Month
from tests.support.pages.staff_office import Office
from tests.support.seeds.insight_rows import measured_insight

PAGES = [
    "/insights",
    "/insights/all",
    "/insights/demand",
    "/insights/products",
    "/insights/products/p1",
    "/insights/topics",
    "/insights/gaps",
    "/insights/friction",
    "/insights/languages",
    "/insights/effects",
    "/insights/digest",
]


OTHER_PAGES = [
    "/insights/i/none/quotes",
    "/insights/behind/unmet_demand",
    "/insights/conversations/none",
    "/insights/drafts",
    "/insights/drafts/none",
    "/insights/tasks",
    "/insights/webhooks",
]

FILES = ["/insights/export/unmet_demand.csv", "/insights/tasks.csv"]

READING = {Action.INSIGHT_QUOTES_READ, Action.CONVERSATION_READ, Action.INSIGHTS_EXPORTED}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month.build(tmp_path_factory.mktemp("month"))


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(Office(), tmp_path)


@pytest_asyncio.fixture
async def mara(gallery: Gallery) -> AsyncIterator[httpx.AsyncClient]:
    """A merchandiser's browser."""
    office = gallery.house.office
    who = await office.hire("mara", Role.MERCHANDISER)
    async with office.browser(gallery.app, who) as browser:
        yield browser


class TestBeforeTheFirstBuild:
    @pytest.mark.parametrize("page", PAGES)
    async def test_every_page_says_how_to_have_figures(
        self, mara: httpx.AsyncClient, page: str
    ) -> None:
        answer = await mara.get(page)

        assert answer.status_code == 200
        if page not in {"/insights/all", "/insights/effects"}:  # which need no build
            assert "comptoir insights build" in answer.text


class TestThePages:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_are_there_in_both_languages(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient, page: str, language: str
    ) -> None:
        await gallery.build(month)
        mara.cookies.set("console_language", language, domain="127.0.0.1")

        answer = await mara.get(page)

        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text

    async def test_load_what_they_count_with_once_and_not_before(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)
        assert gallery.loaded == 0

        await mara.get("/insights")
        await mara.get("/insights/demand")

        assert gallery.loaded == 1

    @pytest.mark.parametrize("page", [*PAGES, *OTHER_PAGES])
    async def test_say_that_they_are_on_their_way_and_record_who_reads_when_they_are_there(
        self, gallery: Gallery, page: str
    ) -> None:
        office = gallery.house.office
        who = await office.hire("oda", Role.OPERATIONS)
        may_load = threading.Event()
        gallery.hold(may_load)
        gallery.dashboard.patience_s = 0.01
        async with office.browser(gallery.app, who) as oda:
            waiting = [await oda.get(page) for _ in range(2)]
            recorded = await gallery.house.audited()
            may_load.set()
            gallery.dashboard.patience_s = 60.0
            shown = await oda.get(page)

        assert [one.headers.get("refresh") for one in waiting] == ["1", "1"]
        assert all("on their way" in one.text for one in waiting)
        assert [one for one in recorded if one in READING] == []
        assert "refresh" not in shown.headers

    @pytest.mark.parametrize("file", FILES)
    async def test_are_waited_for_by_files_in_whose_place_they_would_be_kept(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient, file: str
    ) -> None:
        await gallery.build(month)
        may_load = threading.Event()
        gallery.hold(may_load)
        gallery.dashboard.patience_s = 0.01
        asyncio.get_running_loop().call_later(0.1, may_load.set)

        kept = await mara.get(file)

        assert kept.headers["content-type"].startswith("text/csv")
        assert "refresh" not in kept.headers

    async def test_ask_once_for_what_they_can_be_narrowed_to(
        self,
        month: Month,
        gallery: Gallery,
        mara: httpx.AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await gallery.build(month)
        asked = []
        facets = figure_queries.facets

        def counted(lake: Lake, tables: Tables) -> Facets:
            asked.append(lake)
            return facets(lake, tables)

        monkeypatch.setattr(figure_queries, "facets", counted)

        await mara.get("/insights/demand?category=robes&product=p1")

        assert len(asked) == 1

    async def test_look_once_how_the_figures_stand_and_keep_nobody_waiting_for_it(
        self,
        month: Month,
        gallery: Gallery,
        mara: httpx.AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await gallery.build(month)
        looked = []
        state = Builds.state

        def noted(builds: Builds) -> BuildState:
            looked.append(threading.current_thread())
            return state(builds)

        monkeypatch.setattr(Builds, "state", noted)

        await mara.get("/insights/demand?category=robes&product=p1")

        assert len(looked) == 1
        assert looked[0] is not threading.current_thread()

    async def test_say_what_is_wanted_how_surely_and_what_to_do(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        page = (await mara.get("/insights")).text

        assert "Customers look for “maillots de bain”, and nothing sold answers it." in page
        assert re.search(r"95%: [\d.]+ to [\d.]+", page)
        assert "Buy it, list it" in page
        assert (
            "The page of Robe Margaux does not answer what is asked about “lining and pockets”."
            in page
        )

    async def test_let_no_words_of_customers_become_part_of_the_page(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)
        wanted = await gallery.one(Kind.UNMET_DEMAND)

        page = (await mara.get(f"/insights/i/{wanted.insight_id}/quotes")).text

        assert "maillots de bain &lt;b&gt;noirs&lt;/b&gt;" in page
        assert "<b>noirs" not in page

    async def test_have_charts_whose_policy_lets_no_style_through(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        answer = await mara.get("/insights/demand")

        assert "<svg" in answer.text
        assert " style=" not in answer.text
        assert "var(--accent)" in answer.text

    async def test_keep_what_they_are_narrowed_to_in_their_addresses(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        english = (await mara.get("/insights/demand?language=en&days=90")).text

        assert "maillots de bain" not in english
        assert "/insights/topics?days=90&amp;language=en" in english

    async def test_read_what_makes_no_sense_as_nothing(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        assert (await mara.get("/insights/demand?days=x&origin=../..")).status_code == 200

    async def test_say_of_an_insight_that_is_none_that_there_is_none(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        answer = await mara.get("/insights/i/0123456789abcdef")

        assert answer.status_code == 404
        assert "There is no such insight" in answer.text

    async def test_record_who_reads_the_words_behind_an_insight(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)
        wanted = await gallery.one(Kind.UNMET_DEMAND)

        quotes = (await mara.get(f"/insights/i/{wanted.insight_id}/quotes")).text
        link = re.search(r'href="(/insights/conversations/[^"]+)"', quotes)
        assert link
        await mara.get(link[1])

        assert Action.INSIGHT_QUOTES_READ in await gallery.house.audited()
        assert Action.CONVERSATION_READ in await gallery.house.audited()

    async def test_have_the_words_behind_a_line_of_what_is_narrowed_down(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        page = (await mara.get("/insights/demand?days=90")).text
        link = re.search(r'href="(/insights/behind/unmet_demand[^"]+)"', page)
        assert link
        words = (await mara.get(html.unescape(link[1]))).text
        others = (await mara.get(html.unescape(link[1]) + "&language=en")).text

        assert words.count("<blockquote") == 24
        assert "<blockquote" not in others
        assert Action.INSIGHT_QUOTES_READ in await gallery.house.audited()

    @pytest.mark.parametrize("path", ["nonsense", "unmet_demand?of_password=1"])
    async def test_know_no_figure_of_another_kind(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient, path: str
    ) -> None:
        await gallery.build(month)

        assert (await mara.get(f"/insights/behind/{path}")).status_code == 404

    async def test_do_not_count_an_effect_on_fewer_than_five(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)
        await gallery.book.put(measured_insight("tuba"), expected_version=None)

        page = (await mara.get("/insights/effects")).text

        assert "12 / 400" in page
        assert "fewer than 5 / 380" in page
        assert "It fell." in page


class TestAnInsight:
    async def move(
        self, gallery: Gallery, mara: httpx.AsyncClient, **fields: str
    ) -> httpx.Response:
        wanted = await gallery.one(Kind.UNMET_DEMAND)
        form = {"version": str(wanted.version), **fields}
        return await mara.post(f"/insights/i/{wanted.insight_id}", data=form)

    async def test_is_taken_on_and_done(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        taken = await self.move(gallery, mara, to="accepted", note="asking two suppliers")
        done = await self.move(gallery, mara, to="done")

        assert (taken.status_code, done.status_code) == (303, 303)
        wanted = await gallery.one(Kind.UNMET_DEMAND)
        assert (wanted.status, wanted.owner) == (Status.DONE, "mara")
        page = (await mara.get(f"/insights/i/{wanted.insight_id}")).text
        assert "asking two suppliers" in page
        assert Action.INSIGHT_MOVED in await gallery.house.audited()

    async def test_can_be_given_to_a_colleague_while_it_is_open(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)
        wanted = await gallery.one(Kind.UNMET_DEMAND)

        page = await mara.get(f"/insights/i/{wanted.insight_id}")

        assert page.status_code == 200
        assert '<option value="mara">' in page.text

    async def test_is_dismissed_with_a_reason_alone(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        without = await self.move(gallery, mara, to="dismissed", reason=" ")
        given = await self.move(gallery, mara, to="dismissed", reason="not our business")

        assert without.status_code == 409
        assert "A dismissal needs a reason" in without.text
        assert given.status_code == 303
        assert (await gallery.one(Kind.UNMET_DEMAND)).status is Status.DISMISSED

    async def test_that_somebody_else_moved_is_shown_as_it_stands(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)
        await self.move(gallery, mara, to="accepted")

        late = await self.move(gallery, mara, to="done", version="0")

        assert late.status_code == 409
        assert "Somebody else moved it meanwhile" in late.text
        assert (await gallery.one(Kind.UNMET_DEMAND)).status is Status.ACCEPTED


class TestAnExport:
    async def test_has_the_lines_of_ten_customers_or_more(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        table = await mara.get("/insights/export/unmet_demand.csv")
        file = await mara.get("/insights/export/unmet_demand.parquet")

        rows = list(csv.DictReader(io.StringIO(table.text)))
        assert [(one["value"], one["conversations"]) for one in rows] == [("maillot de bain", "24")]
        assert pq.read_table(io.BytesIO(file.content)).num_rows == 1
        assert Action.INSIGHTS_EXPORTED in await gallery.house.audited()

    async def test_is_not_for_leads(self, month: Month, gallery: Gallery) -> None:
        await gallery.build(month)
        office = gallery.house.office
        lead = await office.hire("leo", Role.LEAD)
        async with office.browser(gallery.app, lead) as browser:
            assert (await browser.get("/insights/export/unmet_demand.csv")).status_code == 403

    async def test_of_no_type_is_not_there(
        self, month: Month, gallery: Gallery, mara: httpx.AsyncClient
    ) -> None:
        await gallery.build(month)

        assert (await mara.get("/insights/export/passwords.csv")).status_code == 404
        assert Action.INSIGHTS_EXPORTED not in await gallery.house.audited()

    def test_has_nothing_that_a_spreadsheet_would_run(self) -> None:
        line = Line(
            subject=Subject(value='=HYPERLINK("http://x")'),
            count=12,
            customers=12,
            of=100,
            unit=Unit.CONVERSATIONS,
            rate=wilson(12, 100),
        )

        body = export(Kind.UNMET_DEMAND, [line], Names(products={}, topics={}), "csv").body.decode()

        assert "\"'=HYPERLINK" in body

"""Test the report's page and its file, as people of each role get them."""

import asyncio
import csv
import html
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from ibis.expr import types as ir

from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.console.insights.page_requests import RANGES
from assistant.console.insights.page_warmup import PageWarmup
from assistant.console.report import report_routes
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.insights.analysis_rows import MessageRow, Origin, VisitOutcome, VisitRow
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake
from assistant.insights.lake.row_files import Staging, merge
from assistant.messages.channels.message_charges import ChargedMessages, MessageCharge
from assistant.outreach.followed_orders import FollowedOrders
from assistant.outreach.intents import IntentState, OutreachOutcome
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from tests.contract.intent_book import intent
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.pages.staff_office import Office
from tests.support.seeds.insight_rows import NOON


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(Office(), tmp_path)


@pytest_asyncio.fixture
async def enter(gallery: Gallery) -> AsyncIterator[Enter]:
    """Sign somebody of a role in, in a browser of their own."""
    async with AsyncExitStack() as stack:
        office = gallery.house.office

        async def sign_in(name: str, role: Role) -> httpx.AsyncClient:
            who = await office.hire(name, role)
            return await stack.enter_async_context(office.browser(gallery.app, who))

        yield sign_in


class Visits:
    """Rows of visits in the making."""

    def __init__(self) -> None:
        self.visits: list[VisitRow] = []
        self.messages: list[MessageRow] = []

    def add(self, count: int, outcome: VisitOutcome, **columns: Any) -> None:  # noqa: ANN401  # of a visit
        """Add visits ten days before the build, each with its question."""
        for _ in range(count):
            number = len(self.visits)
            at = NOON - timedelta(days=10, minutes=number)
            shared: Mapping[str, Any] = {
                "day": at.date(),
                "at": at,
                "conversation_key": f"c{number}",
                "customer_key": f"k{number}",
                "message_id": f"m{number}",
                "language": "fr",
            }
            more = {"channel": "webchat", "asked_id": f"m{number}", **columns}
            self.visits.append(VisitRow(**shared, ended_at=at, outcome=outcome, **more))
            self.messages.append(
                MessageRow(**shared, origin=Origin.CONVERSATION, question=True, intent="question")
            )

    def build(self, root: Path) -> None:
        builds = Builds(root)
        new = builds.begin()
        staging = Staging(folder=builds.staging)
        staging.add("messages", self.messages)
        staging.add("visits", self.visits)
        staging.finish()
        merge(None, staging, (), new)
        builds.publish(new, BuildState(built_at=NOON.isoformat()))


def planted() -> Visits:
    """Return 40 visits: 24 resolved, 10 handed over, 6 unanswered on WhatsApp."""
    visits = Visits()
    visits.add(1, VisitOutcome.ANSWERED, model_requests=3, model_tokens=1500, model_cost=0.75)
    visits.add(23, VisitOutcome.ANSWERED, thumbs_up=1)
    visits.add(10, VisitOutcome.HANDED_OVER, suggestions_sent=1, score=5)
    visits.add(6, VisitOutcome.UNANSWERED, channel="whatsapp")
    visits.add(2, VisitOutcome.TALK)
    return visits


TEMPLATES = tuple(
    ChargedMessages(charge=MessageCharge(category=category, country=country), count=count)
    for category, country, count in (("marketing", "FR", 30), ("utility", "BE", 4))
)


def text_of(answer: httpx.Response) -> str:
    """Return a page's words, its tags taken out."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


async def keep_paid(gallery: Gallery) -> None:
    """Keep the outcomes of 1,000 customers of each side: every second one paid 40 or 20."""
    for n in range(2_000):
        state = IntentState.HELD_OUT if n % 2 else IntentState.WRITTEN
        one = intent("a", customer=f"customer-{n}", state=state)
        paid = (n % 4 > 1) * (2_000 if n % 2 else 4_000)
        bought = FollowedOrders(orders=int(paid > 0), paid_minor=paid, margin_minor=paid // 4)
        effects = frozenset({OutreachEffect.CONTACTED} if n % 5 == 0 else ())
        outcome = OutreachOutcome(intent=one, effects=effects, bought=bought)
        await gallery.reported.outcomes.keep(outcome)


class TestTheFirstLook:
    async def test_counts_nothing_where_the_page_was_drawn_after_the_build(
        self, gallery: Gallery, enter: Enter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        planted().build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)
        await mara.get("/insights/tasks")
        report = report_routes.first_view(gallery.dashboard, gallery.reported)
        warming = PageWarmup(dashboard=gallery.dashboard, further=(report,))
        assert await warming.once(asyncio.Event())
        counted = list[ir.Table]()
        monkeypatch.setattr(Lake, "table", lambda _, expression: counted.append(expression))

        for days in RANGES:
            shown = await mara.get("/console/report", params={"days": days})
            assert shown.status_code == 200

        assert counted == []


class TestThePage:
    async def test_tells_what_messages_caused_beside_assisted_orders(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        await keep_paid(gallery)
        mara = await enter("mara", Role.MERCHANDISER)

        page = text_of(await mara.get("/console/report"))

        assert "Value that a message written first caused, less what came back" in page
        assert "in 100 who got it" in page
        assert "for each who got it" in page

    @pytest.mark.parametrize(
        ("language", "line", "gap"),
        [
            (
                "fr",
                "Modèles WhatsApp Marketing, France · 30 facturés 3,00 0,075",
                "coûtent 4 modèles",
            ),
            (
                "en",
                "WhatsApp templates Marketing, France · 30 charged 3.00 0.075",
                "What 4 WhatsApp",
            ),
        ],
    )
    async def test_tells_what_templates_cost_and_which_have_no_price(
        self, gallery: Gallery, enter: Enter, language: str, line: str, gap: str
    ) -> None:
        planted().build(gallery.root)
        gallery.charges.kept = TEMPLATES
        mara = await enter("mara", Role.MERCHANDISER)
        mara.cookies.set("console_language", language, domain="127.0.0.1")

        page = text_of(await mara.get("/console/report"))

        assert line in page
        assert gap in page

    async def test_says_how_to_have_figures(self, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)

        assert "comptoir insights build" in (await mara.get("/console/report")).text

    @pytest.mark.parametrize(
        ("language", "share", "cost"), [("fr", "60 %", "0,75"), ("en", "60%", "0.75")]
    )
    async def test_shows_each_figure_in_the_readers_notation(
        self, gallery: Gallery, enter: Enter, language: str, share: str, cost: str
    ) -> None:
        planted().build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)
        mara.cookies.set("console_language", language, domain="127.0.0.1")

        answer = await mara.get("/console/report")
        page = text_of(answer)

        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        assert share in page  # 24 of 40
        assert cost in page
        assert {"fr": "24 sur 40", "en": "24 of 40"}[language] in page
        assert {"fr": "de 45 % à 74 %", "en": "45% to 74%"}[language] in page  # 44.6 to 73.7
        assert {"fr": "24 conversations résolues × 5", "en": "24 resolved conversations × 5"}[
            language
        ] in page
        assert {"fr": "Chat du site 34", "en": "Web chat 34"}[language] in page
        assert Action.STATISTICS_READ in await gallery.house.audited()

    async def test_counts_answers_that_people_corrected(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        for number, days_ago in enumerate((1, 10, 20, 40)):  # the last days are in no window
            answer = VerifiedAnswer(
                answer_id=VerifiedId(f"a{number}"),
                ways=(WayOfAsking(language="en", text="Are dogs allowed?"),),
                texts={"en": "Yes."},
                state=AnswerState.LIVE,
            )
            at = NOON - timedelta(days=days_ago)
            await gallery.verified.put(AnswerVersion(version=1, answer=answer, at=at, by="leo"))
        leo = await enter("leo", Role.LEAD)

        page = text_of(await leo.get("/console/report"))

        assert "Answers corrected by the team: 2," in page
        assert "1 before" in page

    async def test_counts_hours_by_other_minutes(self, gallery: Gallery, enter: Enter) -> None:
        planted().build(gallery.root)
        leo = await enter("leo", Role.LEAD)

        page = text_of(await leo.get("/console/report?minutes=10"))

        assert "24 resolved conversations × 10 minutes ÷ 60 = 4 hours" in page
        assert (await leo.get("/console/report?minutes=0")).status_code == 422

    async def test_says_nothing_of_few_customers(self, gallery: Gallery, enter: Enter) -> None:
        visits = Visits()
        visits.add(4, VisitOutcome.ANSWERED)
        visits.build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)

        page = text_of(await mara.get("/console/report"))

        assert "Fewer than 5 customers" in page
        assert "100%" not in page

    async def test_says_that_few_visits_say_little(self, gallery: Gallery, enter: Enter) -> None:
        visits = Visits()
        visits.add(12, VisitOutcome.ANSWERED)
        visits.build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)

        assert "Only 12 conversations" in text_of(await mara.get("/console/report"))

    async def test_is_for_who_reads_insights(self, gallery: Gallery, enter: Enter) -> None:
        planted().build(gallery.root)
        agent, lead = await enter("sam", Role.AGENT), await enter("leo", Role.LEAD)

        assert (await agent.get("/console/report")).status_code == 403
        assert (await lead.get("/console/report")).status_code == 200
        assert (await lead.get("/console/report.csv")).status_code == 403


_ACCOUNT = "Ce que coûte et rapporte une conversation"


class TestTheFile:
    @pytest.mark.parametrize(("language", "mark"), [("fr", ";"), ("en", ",")])
    async def test_has_every_figure_as_spreadsheets_of_the_language_want_it(
        self, gallery: Gallery, enter: Enter, language: str, mark: str
    ) -> None:
        planted().build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)
        mara.cookies.set("console_language", language, domain="127.0.0.1")

        answer = await mara.get("/console/report.csv?days=28")

        text = answer.content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text), delimiter=mark)
        first = dict(zip(head, rows[0], strict=True))
        assert list(first.values())[3:8] == [
            "28/05/2026",
            "24/06/2026",
            "24",
            "40",
            {"fr": "0,6", "en": "0.6"}[language],
        ]
        money = next(row for row in rows if row[2] in {"Coût", "Cost"})
        assert money[7] == {"fr": "0,75", "en": "0.75"}[language]
        account = [
            row for row in rows if row[0] in {"What a conversation costs and brings", _ACCOUNT}
        ]
        assert [row[5] for row in account][1] != ""  # hours of people
        assert [row[7] for row in account][1] == ""  # nobody priced them
        assert {*map(tuple, (row[-3:] for row in rows))} == {("", "", "")}  # nobody asked before
        assert not [row for row in rows if row[1] == "WhatsApp"]  # 6 customers stay in the house
        assert Action.INSIGHTS_EXPORTED in await gallery.house.audited()

    async def test_has_what_messages_caused_in_money_with_its_margin(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        await keep_paid(gallery)
        mara = await enter("mara", Role.MERCHANDISER)

        answer = await mara.get("/console/report.csv")

        rows = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
        at = next(n for n, row in enumerate(rows) if row[2].startswith("Value that a message"))
        value, margin = rows[at : at + 2]
        assert (value[1], value[5], float(value[7])) == ("parcel_late", "1000", 10_000)
        assert (margin[1], float(margin[7])) == ("parcel_late", 2_500)
        assert 0 < float(value[8]) < 10_000 < float(value[9])

    async def test_has_what_templates_cost_by_category_and_country(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        gallery.charges.kept = TEMPLATES
        mara = await enter("mara", Role.MERCHANDISER)

        answer = await mara.get("/console/report.csv")

        rows = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
        told = [(row[1], row[5], row[7]) for row in rows if row[2] == "WhatsApp templates"]
        assert told == [("Marketing, France", "30", "3"), ("Utility, Belgium", "4", "")]

    async def test_of_few_customers_has_no_line(self, gallery: Gallery, enter: Enter) -> None:
        visits = Visits()
        visits.add(9, VisitOutcome.ANSWERED)
        visits.build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)

        answer = await mara.get("/console/report.csv")

        assert len(answer.text.splitlines()) == 1

    async def test_is_missing_before_the_first_build(self, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)

        assert (await mara.get("/console/report.csv")).status_code == 404

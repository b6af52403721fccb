"""Test the pages of quality, as people of each role get them."""

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

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.insights.analysis_rows import (
    CheckedSide,
    CheckRow,
    MessageRow,
    Origin,
    QualityName,
    QualityVerdict,
    VisitRow,
)
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.row_files import Staging, merge
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import started
from tests.support.seeds.insight_rows import NOON

SESSION_FIELD = re.compile(r'name="csrf" value="([^"]+)"')


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


class Checked:
    """Rows of checked visits in the making."""

    def __init__(self) -> None:
        self.visits: list[VisitRow] = []
        self.messages: list[MessageRow] = []
        self.checks: list[CheckRow] = []

    def add(self, count: int, name: QualityName, **columns: Any) -> None:  # noqa: ANN401  # of a row
        """Add visits ten days before the build, or `days`, with one check each."""
        days = columns.pop("days", 10)
        for _ in range(count):
            number = len(self.visits)
            at = NOON - timedelta(days=days, minutes=number)
            shared: Mapping[str, Any] = {
                "day": at.date(),
                "at": at,
                "conversation_key": f"c{number}",
                "customer_key": f"k{number}",
                "message_id": f"m{number}",
                "language": "fr",
                "channel": "webchat",
            }
            self.visits.append(VisitRow(**shared, ended_at=at, asked_id=f"m{number}"))
            self.messages.append(
                MessageRow(**shared, origin=Origin.CONVERSATION, question=True, intent="question")
            )
            more = {"side": CheckedSide.ASSISTANT, "visit_id": f"m{number}", "due_at": at}
            self.checks.append(CheckRow(**{**shared, **more, "check": name, **columns}))

    def build(self, root: Path) -> None:
        builds = Builds(root)
        new = builds.begin()
        staging = Staging(folder=builds.staging)
        staging.add("messages", self.messages)
        staging.add("visits", self.visits)
        staging.add("checks", self.checks)
        staging.finish()
        merge(None, staging, (), new)
        builds.publish(new, BuildState(built_at=NOON.isoformat()))


def planted(*agents: str) -> Checked:
    """Return 40 checked answers of the assistant, four of them failed, and 10 of each agent."""
    checked = Checked()
    checked.add(36, QualityName.GROUNDED)
    failed = {"verdict": QualityVerdict.FAILED, "reason": "amount_without_source"}
    checked.add(4, QualityName.GROUNDED, **failed)
    for agent in agents:
        person = {"side": CheckedSide.PERSON, "agent_id": agent, "team": "support"}
        checked.add(9, QualityName.TONE, **person)
        checked.add(1, QualityName.TONE, **person, verdict=QualityVerdict.FAILED, reason="rude")
    return checked


def text_of(answer: httpx.Response) -> str:
    """Return a page's words, its tags taken out."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


class TestScorecards:
    async def test_say_how_to_have_figures(self, enter: Enter) -> None:
        lead = await enter("noor", Role.LEAD)

        assert "comptoir insights build" in (await lead.get("/console/quality")).text

    @pytest.mark.parametrize(
        ("language", "share"), [("fr", "90 % (de 77 % à 96 %)"), ("en", "90% (77% to 96%)")]
    )
    async def test_show_each_share_with_its_interval(
        self, gallery: Gallery, enter: Enter, language: str, share: str
    ) -> None:
        planted().build(gallery.root)
        lead = await enter("noor", Role.LEAD)
        lead.cookies.set("console_language", language, domain="127.0.0.1")

        answer = await lead.get("/console/quality")

        assert answer.status_code == 200
        assert share in text_of(answer)
        assert {"fr": "36 sur 40", "en": "36 of 40"}[language] in text_of(answer)

    async def test_hide_people_while_they_are_few(self, gallery: Gallery, enter: Enter) -> None:
        planted("leo", "mia").build(gallery.root)
        lead = await enter("noor", Role.LEAD)

        page = text_of(await lead.get("/console/quality"))

        assert "Fewer than three people" in page
        assert "Polite tone" not in page

    async def test_show_people_together_and_never_by_name(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted("leo", "mia", "tom").build(gallery.root)
        lead = await enter("noor", Role.LEAD)

        answer = await lead.get("/console/quality")

        assert "27 of 30" in text_of(answer)
        assert not {"leo", "mia", "tom"} & set(re.findall(r"\w+", answer.text))

    @pytest.mark.parametrize("days", [10, 40])
    async def test_let_no_team_of_few_be_worked_out(
        self, gallery: Gallery, enter: Enter, days: int
    ) -> None:
        """The team that is left out beside the one of few has no such visits."""
        checked = Checked()
        for team, agents in {"north": "abc", "south": "def", "west": "ghi"}.items():
            for agent in agents:
                person = {"side": CheckedSide.PERSON, "agent_id": agent, "team": team}
                checked.add(9, QualityName.TONE, **person)
                checked.add(9, QualityName.TONE, **person, days=40)
        few = {"side": CheckedSide.PERSON, "agent_id": "j", "team": "few"}
        checked.add(5, QualityName.LANGUAGE, **few)
        checked.add(9, QualityName.TONE, **few, days=days)
        for agent in "kl":
            beside = {"side": CheckedSide.PERSON, "agent_id": agent, "team": "beside"}
            checked.add(5, QualityName.LANGUAGE, **beside)
        checked.build(gallery.root)
        lead = await enter("noor", Role.LEAD)

        page = text_of(await lead.get("/console/quality"))

        assert page.count("27 of 27") == (3 if days == 40 else 0)
        assert page.count("0.0 pt") == 1  # of all teams together

    async def test_say_nothing_of_fewer_than_five(self, gallery: Gallery, enter: Enter) -> None:
        checked = Checked()
        checked.add(4, QualityName.GROUNDED)
        checked.build(gallery.root)
        lead = await enter("noor", Role.LEAD)

        assert "nothing is shown" in text_of(await lead.get("/console/quality"))

    async def test_are_not_for_agents(self, enter: Enter) -> None:
        agent = await enter("leo", Role.AGENT)

        assert (await agent.get("/console/quality")).status_code == 403
        assert (await agent.get("/console/quality/grounded")).status_code == 403
        assert (await agent.get("/console/quality/samples")).status_code == 403

    async def test_leave_as_a_file_of_those_who_may_export(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        mara = await enter("mara", Role.MERCHANDISER)
        mara.cookies.set("console_language", "en", domain="127.0.0.1")

        answer = await mara.get("/console/quality.csv")
        rows = [*csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))]

        assert [(row["check"], row["passed"], row["of"]) for row in rows] == [
            ("grounded", "36", "40")
        ]
        assert float(rows[0]["low"]) < 0.9 < float(rows[0]["high"])
        entries = await gallery.house.office.audit.read()
        assert entries[-1].deed.action is Action.INSIGHTS_EXPORTED


class TestOneCheck:
    async def test_has_its_definition_and_its_reasons(self, gallery: Gallery, enter: Enter) -> None:
        checked = planted()
        failed = {"verdict": QualityVerdict.FAILED, "reason": "amount_without_source"}
        checked.add(3, QualityName.GROUNDED, **failed)
        checked.build(gallery.root)
        lead = await enter("noor", Role.LEAD)
        lead.cookies.set("console_language", "en", domain="127.0.0.1")

        page = text_of(await lead.get("/console/quality/grounded"))

        assert "has to stand in the page lines" in page
        assert "an amount has no source: 7" in page

    async def test_is_switched_by_a_person_and_then_counts_nowhere(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        lead = await enter("noor", Role.LEAD)
        lead.cookies.set("console_language", "en", domain="127.0.0.1")
        page = await lead.get("/console/quality/grounded")
        (csrf,) = set(SESSION_FIELD.findall(page.text[page.text.index("<main") :]))

        answer = await lead.post("/console/quality/grounded", data={"csrf": csrf, "on": "no"})
        cards = text_of(await lead.get("/console/quality"))

        assert answer.status_code == 303
        assert "Switched off" in cards
        assert "36 of 40" not in cards

    async def test_is_none_that_does_not_exist(self, enter: Enter) -> None:
        lead = await enter("noor", Role.LEAD)

        assert (await lead.get("/console/quality/beauty")).status_code in {404, 422}


class TestOnesOwn:
    async def test_has_the_agents_own_figures_alone(self, gallery: Gallery, enter: Enter) -> None:
        agent = await enter("leo", Role.AGENT)
        agent.cookies.set("console_language", "en", domain="127.0.0.1")
        people = await gallery.house.office.directory.agents()
        (own,) = (one.agent_id for one in people if one.role is Role.AGENT)
        planted(own, "mia", "tom").build(gallery.root)

        page = text_of(await agent.get("/console/quality/mine"))

        assert "9 of 10" in page
        assert "27 of 30" not in page

    async def test_says_so_where_nothing_was_written(self, gallery: Gallery, enter: Enter) -> None:
        planted().build(gallery.root)
        agent = await enter("leo", Role.AGENT)
        agent.cookies.set("console_language", "en", domain="127.0.0.1")

        assert "You wrote to no customer" in text_of(await agent.get("/console/quality/mine"))


async def judged(
    lead: httpx.AsyncClient,
    visit: str,
    *,
    name: str = "grounded",
    agent: str = "",
    side: str = "assistant",
    verdict: str = "ok",
) -> httpx.Response:
    """Judge the check of a visit that was shown with a verdict."""
    page = await lead.get("/console/quality/grounded")
    (csrf,) = set(SESSION_FIELD.findall(page.text[page.text.index("<main") :]))
    named = {"side": side, "agent": agent, "visit": visit, "conversation": "c1"}
    data = {"csrf": csrf, "check": name, "agrees": "no", "verdict": verdict, **named}
    return await lead.post("/console/quality/samples", data=data)


class TestAJudgement:
    async def test_is_taken_of_a_visit_in_the_build_alone(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        await gallery.house.log.start(started("c1"))
        lead = await enter("noor", Role.LEAD)

        assert (await judged(lead, "m1")).status_code == 303
        assert (await judged(lead, "m2")).status_code == 404  # of another conversation
        assert (await judged(lead, "m1", agent="leo", side="person")).status_code == 404

    async def test_of_another_verdict_than_the_check_has_now_is_not_kept(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        planted().build(gallery.root)
        await gallery.house.log.start(started("c1"))
        lead = await enter("noor", Role.LEAD)

        answer = await judged(lead, "m1", verdict="failed")
        page = text_of(await lead.get(answer.headers["location"]))

        assert "Nothing was kept" in page
        assert "You have judged 0" in page

    async def test_is_taken_of_no_check_that_only_counts(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        checked = Checked()
        checked.add(2, QualityName.RESOLVED)
        checked.build(gallery.root)
        await gallery.house.log.start(started("c1"))
        lead = await enter("noor", Role.LEAD)

        assert (await judged(lead, "m1", name="still_72h")).status_code == 404
        assert (await judged(lead, "m1", name="resolved")).status_code == 303

    async def test_skips_no_page_for_an_odd_number(self, gallery: Gallery, enter: Enter) -> None:
        planted().build(gallery.root)
        lead = await enter("noor", Role.LEAD)

        assert (await lead.get("/console/quality/samples?skip=²")).status_code == 200

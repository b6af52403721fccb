"""A conversation that is not for somebody, and one that never was, cannot be told apart."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request

from assistant.console.account import privacy_pages
from assistant.console.conversations.routes import routes
from assistant.console.shell.access import SignedIn, access_of, attach, require
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.ids import AgentId, ContactId, ConversationId, TeamId
from assistant.conversation.message import ChannelKind
from assistant.conversation.people import Role
from assistant.desk.ports import Case
from assistant.desk.staff.permissions import Permission, Sight, sees
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.desk_cases import MemoryCases
from tests.support.pages.console_desktop import Desktop
from tests.support.pages.staff_office import Office, agent
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import assigned, claimed, of

RETURNS, SIZES = TeamId("returns"), TeamId("sizes")
C1 = ConversationId("c1")


@pytest.fixture
def office() -> Office:
    return Office()


def case(name: str, *, holder: str | None = None, team: TeamId | None = None) -> Case:
    now = Office().clock.now()
    return Case(
        conversation_id=ConversationId(name),
        channel=ChannelKind.WEBCHAT,
        contact_id=ContactId("x"),
        customer_id=None,
        status=ConversationStatus.OPEN,
        agent_id=AgentId(holder) if holder else None,
        claimed=bool(holder),
        team=team,
        language="fr",
        reason=None,
        priority=0,
        labels=(),
        preview="",
        preview_author="customer",
        started_at=now,
        last_at=now,
        waiting_since=None,
        handed_off_at=None,
        accept_by=None,
        snoozed_until=None,
        suggestion=False,
        satisfaction=None,
    )


class TestSight:
    @pytest.mark.parametrize(
        ("holder", "team", "seen"),
        [
            (None, RETURNS, True),
            (None, SIZES, False),
            ("sam", SIZES, False),
            ("lea", SIZES, True),
            (None, None, True),
        ],
    )
    def test_of_teams_is_ones_own_ones_teams_and_nobodys(
        self, holder: str | None, team: TeamId | None, *, seen: bool
    ) -> None:
        lea = replace(agent("lea"), teams=frozenset({RETURNS}))
        whose = AgentId(holder) if holder else None

        assert sees(lea, holder=whose, team=team, sight=Sight.TEAMS) is seen
        assert sees(lea, holder=whose, team=team, sight=Sight.ALL)
        lead = replace(lea, role=Role.LEAD)
        assert sees(lead, holder=whose, team=team, sight=Sight.TEAMS)


def build_app(office: Office, cases: dict[str, Case]) -> FastAPI:
    app = office.app()
    attach(app, replace(office.access, sight=Sight.TEAMS))
    reader = Annotated[SignedIn, Depends(require(Permission.READ_CONVERSATIONS))]

    @app.get("/console/c/{name}")
    async def thread(request: Request, name: str, who: reader) -> dict[str, str]:
        found = access_of(request).open(who, cases.get(name))
        return {"id": found.conversation_id}

    return app


class TestAForeignConversation:
    async def test_is_answered_as_one_that_never_was(self, office: Office) -> None:
        who = await office.hire()
        foreign = {f"f{number}": case(f"f{number}", team=SIZES) for number in range(50)}
        app = build_app(office, foreign | {"mine": case("mine", holder="lea")})
        answers = set()
        async with office.browser(app, who) as browser:
            assert (await browser.get("/console/c/mine")).status_code == 200
            for number in range(50):
                for kind in "fu":
                    response = await browser.get(f"/console/c/{kind}{number}")
                    headers = {k: v for k, v in response.headers.items() if k != "x-request-id"}
                    answers.add((response.status_code, response.text, str(headers)))

        assert len(answers) == 1
        assert next(iter(answers))[0] == 404


class TestTheConsole:
    """Of an agent of no team: c1 is another team's."""

    @pytest.fixture
    async def log(self) -> MemoryEventLog:
        log = MemoryEventLog()
        await log.start(started())
        await log.append(
            C1, [of("c1", replace(assigned(None), team=SIZES)), of("c1", claimed("sam"))]
        )
        return log

    @pytest.fixture
    async def lea(self, office: Office, log: MemoryEventLog) -> AsyncIterator[httpx.AsyncClient]:
        cases = MemoryCases(log)
        await cases.advance(limit=100)
        desktop = Desktop(log=log, cases=cases, office=office, clock=office.clock)
        console, app = desktop.console(), office.app()
        attach(app, replace(office.access, sight=Sight.TEAMS))
        app.include_router(routes(console))
        app.include_router(privacy_pages.routes(console, desktop.privacy(), keep_days=730))
        async with office.browser(app, await office.hire()) as browser:
            yield browser

    @pytest.mark.parametrize("path", ["", "/transcript.txt", "/customer", "/offers"])
    async def test_answers_for_it_as_for_none(self, lea: httpx.AsyncClient, path: str) -> None:
        foreign, none = [await lea.get(f"/console/c/{one}{path}") for one in ("c1", "c9")]

        assert (foreign.status_code, foreign.text) == (404, none.text)

    async def test_has_a_page_drop_its_draft_as_that_of_none(self, lea: httpx.AsyncClient) -> None:
        answer = await lea.get("/console/drafts", params={"ids": "c1,c9"})

        assert answer.json() == {"gone": ["c1", "c9"]}

    async def test_opens_it_once_it_is_the_agents_before_lists_say_so(
        self, lea: httpx.AsyncClient, log: MemoryEventLog
    ) -> None:
        await log.append(C1, [of("c1", claimed("lea"))])

        assert (await lea.get("/console/c/c1")).status_code == 200

"""A conversation that is not for somebody, and one that never was, cannot be told apart."""

import time
from dataclasses import replace
from statistics import median
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Request

from assistant.console.access import SignedIn, access_of, attach, require
from assistant.conversation.conversation import Status
from assistant.conversation.ids import AgentId, ContactId, ConversationId, TeamId
from assistant.conversation.message import ChannelKind
from assistant.desk.ports import Case
from assistant.staff.permissions import Permission
from assistant.staff.sight import Sight, sees
from assistant.staff.types import Role
from tests.infra.staffing import Office, agent

RETURNS, SIZES = TeamId("returns"), TeamId("sizes")


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
        status=Status.OPEN,
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
        foreign = {f"f{number}": case(f"f{number}", team=SIZES) for number in range(500)}
        app = build_app(office, foreign | {"mine": case("mine", holder="lea")})
        answers = set()
        took_s: dict[str, list[float]] = {"f": [], "u": []}
        async with office.browser(app, who) as browser:
            assert (await browser.get("/console/c/mine")).status_code == 200
            for number in range(500):
                for kind in "fu":
                    started = time.perf_counter()
                    response = await browser.get(f"/console/c/{kind}{number}")
                    took_s[kind].append(time.perf_counter() - started)
                    headers = {k: v for k, v in response.headers.items() if k != "x-request-id"}
                    answers.add((response.status_code, response.text, str(headers)))

        assert len(answers) == 1
        assert next(iter(answers))[0] == 404
        assert 0.7 < median(took_s["f"]) / median(took_s["u"]) < 1.4

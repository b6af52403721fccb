"""The bench's page: whose trials it takes, and what it notes of them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest

from assistant.commerce.shop_ids import CustomerId
from assistant.console.shell.access import attach
from assistant.console.trying.bench_page import Bench, routes
from assistant.conversation.events import IdentityProven
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Sight
from assistant.desk.staff.token_seal import TokenSeal
from assistant.messages.trials.trial import LONGEST, TrialMessage, TriedTurn
from integrations.channels.webchat.wire_bodies import describe
from tests.support.pages.console_house import House
from tests.support.pages.installed_console import fields
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import NOON, replied, started, wrote

LEA, PAGE = "lea@example.com", "/console/try"
UNPROCESSABLE = httpx.codes.UNPROCESSABLE_ENTITY


@dataclass
class Talk:
    """Answers every message; a customer who is named is signed in at the first."""

    taken: list[TrialMessage] = field(default_factory=list)

    async def take(self, message: TrialMessage) -> TriedTurn:
        self.taken.append(message)
        who = IdentityProven(
            conversation_id=ConversationId("c1"),
            at=NOON,
            customer_id=CustomerId("lea-1"),
            method="signed_in",
        )
        opening = (started(), who) if message.customer else (started(),)
        number = len(message.events)
        said = (wrote(f"m{number}", text=message.text), replied(f"r{number}", f"m{number}"))
        return TriedTurn(
            events=(*(message.events or opening), *said),
            followed=said[1:],
            receipts=(),
            steps=(),
            codes=(),
            baskets=0,
            at=NOON,
            ms=1.0,
        )


class Benched:
    """A console with the bench, and a worker behind it."""

    def __init__(self, sight: Sight = Sight.ALL) -> None:
        self.office, self.talk = Office(), Talk()
        self.house = House(self.office)
        self.app = self.house.app
        attach(self.app, replace(self.office.access, sight=sight))
        seal = TokenSeal(b"k" * 32, self.office.clock)
        paris, look = ZoneInfo("Europe/Paris"), {"shop": "Maison Coton"}
        bench = Bench(self.house.console, self.talk, seal, paris, describe, look)
        self.app.include_router(routes(bench))

    @asynccontextmanager
    async def browser(self, role: Role) -> AsyncIterator[httpx.AsyncClient]:
        who = await self.office.hire(str(role), role)
        async with self.office.browser(self.app, who) as client:
            yield client

    async def looks(self) -> list[tuple[str, str]]:
        """Every look at a customer in the audit: who, and at whom."""
        deeds = [one.deed for one in await self.office.audit.read()]
        return [(one.actor, one.subject) for one in deeds if one.action is Action.CUSTOMER_READ]


async def say(client: httpx.AsyncClient, text: str, **given: str) -> httpx.Response:
    return await client.post(PAGE, data={"text": text, **given})


class TestACustomer:
    async def test_is_signed_in_and_the_look_at_them_is_audited_once(self) -> None:
        house = Benched()
        async with house.browser(Role.AGENT) as client:
            first = await say(client, "Où est ma commande ?", customer=LEA)
            await say(client, "Et l'autre ?", state=fields(first.text)["state"])

        assert [one.customer for one in house.talk.taken] == [LEA, LEA]
        assert all(one.proves for one in house.talk.taken)
        assert await house.looks() == [(Role.AGENT, "lea-1")]

    @pytest.mark.parametrize(
        ("role", "sight"), [(Role.MERCHANDISER, Sight.ALL), (Role.AGENT, Sight.TEAMS)]
    )
    async def test_is_nobodys_to_be_who_may_not_read_every_customer(
        self, role: Role, sight: Sight
    ) -> None:
        house = Benched(sight)
        async with house.browser(role) as client:
            page = (await client.get(PAGE)).text
            await say(client, "Où est ma commande ?", customer=LEA)

        assert 'name="customer"' not in page
        (taken,) = house.talk.taken
        assert (taken.customer, taken.proves) == ("", False)
        assert await house.looks() == []


class TestTheTalk:
    async def test_is_what_the_widget_gets_of_it(self) -> None:
        house = Benched()
        async with house.browser(Role.LEAD) as client:
            first = await say(client, "Combien de jours ?")
            again = await say(client, "Et gratuit ?", state=fields(first.text)["state"])

        shown = orjson.loads(unescape(re.findall('data-shown="([^"]*)"', again.text)[0]))
        assert [(one["author"], one["text"]) for one in shown["events"]] == [
            ("customer", "Combien de jours ?"),
            ("assistant", "Vous avez 30 jours."),
            ("customer", "Et gratuit ?"),
            ("assistant", "Vous avez 30 jours."),
        ]
        assert not any("message_id" in one for one in shown["events"][1::2])  # no thumb is taken
        assert shown["look"] == {"shop": "Maison Coton"}
        assert "img-src 'self' data: https:" in again.headers["Content-Security-Policy"]

    async def test_keeps_words_that_could_not_be_tried(self) -> None:
        house = Benched()
        async with house.browser(Role.LEAD) as client:
            refused = await say(client, "Combien de jours ?", at="bientôt")

        shown = orjson.loads(unescape(re.findall('data-shown="([^"]*)"', refused.text)[0]))
        assert refused.status_code == UNPROCESSABLE
        assert (shown["text"], shown["events"]) == ("Combien de jours ?", [])


class TestATrial:
    async def test_is_not_taken_on_by_somebody_else(self) -> None:
        house = Benched()
        async with house.browser(Role.LEAD) as client:
            state = fields((await say(client, "Bonjour", customer=LEA)).text)["state"]
        async with house.browser(Role.AGENT) as client:
            refused = await say(client, "Où est ma commande ?", state=state)

        assert refused.status_code == UNPROCESSABLE
        assert len(house.talk.taken) == 1

    async def test_of_a_customer_ends_with_the_right_to_read_them(self) -> None:
        house = Benched()
        async with house.browser(Role.AGENT) as client:
            state = fields((await say(client, "Bonjour", customer=LEA)).text)["state"]
            attach(house.app, replace(house.office.access, sight=Sight.TEAMS))
            refused = await say(client, "Où est ma commande ?", state=state)

        assert refused.status_code == UNPROCESSABLE
        assert len(house.talk.taken) == 1

    async def test_has_an_end_whatever_a_browser_sends(self) -> None:
        house = Benched()
        async with house.browser(Role.LEAD) as client:
            state = ""
            for _ in range(LONGEST):
                state = fields((await say(client, "Bonjour", state=state)).text)["state"]
            over = await say(client, "Encore", state=state)

        assert over.status_code == UNPROCESSABLE
        assert len(house.talk.taken) == LONGEST

    @pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "tomorrow"])
    async def test_is_at_no_time_that_cannot_be_reckoned_with(self, at: str) -> None:
        house = Benched()
        async with house.browser(Role.LEAD) as client:
            answer = await say(client, "Bonjour", at=at)

        assert answer.status_code == UNPROCESSABLE
        assert house.talk.taken == []

    async def test_has_nobodys_data_in_the_addresses_that_lead_on(self) -> None:
        house = Benched()
        async with house.browser(Role.LEAD) as client:
            page = (await say(client, "Appelez le 06 12 34 56 78", category="Sacs")).text

        assert house.talk.taken[0].category == "Sacs"
        assert "06 12 34 56 78" in page
        links = re.findall(r'href="(/console/(?:verified|rehearsals)/new[^"]*)"', page)
        assert len(links) == 2
        assert all("%5Bphone%5D" in one and "34" not in one for one in links)

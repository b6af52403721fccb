import html
import re
from datetime import timedelta

import pytest

from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Role
from assistant.desk.ports import ListsLag
from assistant.desk.staff.audit_chain import Action, AuditVerification, Head
from assistant.messages.ports import WaitingWork
from tests.contract.event_log import accept
from tests.support.pages.console_house import House
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import started, wrote

C1 = ConversationId("c1")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def house(office: Office) -> House:
    """A console with a conversation that is stuck, and one whose customer got an apology."""
    house, now = House(office), office.clock.now()
    await house.log.start(started("c1"))
    await accept(house.log, wrote("m1", at=now - timedelta(hours=3)))
    for name, reason in (("c1", "no_answer"), ("c2", "unread_event")):
        work = WaitingWork(
            conversation_id=ConversationId(name), since=now - timedelta(hours=3), tries=20
        )
        await house.stuck.set_aside(work, reason=reason, at=now)
    return house


class TestThePageOfStuckWork:
    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", ("No worker could answer", "3 hours")), ("fr", ("a pu répondre", "3 heures"))],
    )
    async def test_says_what_is_stuck_since_when_and_why(
        self, office: Office, house: House, language: str, said: tuple[str, ...]
    ) -> None:
        lea = await office.hire("lea", Role.LEAD)
        async with office.browser(house.app, lea) as browser:
            browser.headers["Accept-Language"] = language
            page = await browser.get("/console/stuck")

        assert f'<html lang="{language}"' in page.text
        assert all(words in page.text.replace("\u00a0", " ") for words in said)
        assert page.text.count('value="retry"') == 1
        assert page.text.count('value="put_away"') == 2

    async def test_tells_that_the_audit_is_broken(self, office: Office, house: House) -> None:
        lea = await office.hire("lea", Role.LEAD)
        found = AuditVerification(head=Head(), broken_at=41, why="it was changed")
        async with office.browser(house.app, lea) as browser:
            before = await browser.get("/console/stuck")
            await office.audit.note(found, at=office.clock.now())
            after = await browser.get("/console/stuck")

        assert "is not whole" not in before.text
        assert "entry 41 was changed or is gone" in after.text

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "are behind: 12,345 events of the log are not in them yet, the first"),
            ("fr", "sont en retard : 12 345 événements du journal n'y sont pas encore"),
        ],
    )
    async def test_tells_that_the_lists_are_behind(
        self, office: Office, house: House, language: str, said: str
    ) -> None:
        lea, now = await office.hire("lea", Role.LEAD), office.clock.now()
        async with office.browser(house.app, lea) as browser:
            browser.headers["Accept-Language"] = language
            pages = []
            for minutes in (None, 0, 7):
                if minutes is not None:
                    house.lag = ListsLag(events=12_345, since=now - timedelta(minutes=minutes))
                page = html.unescape((await browser.get("/console/stuck")).text)
                pages.append(re.sub(r"[\u00a0\u202f]", " ", page))

        assert [said in page for page in pages] == [False, False, True]
        assert "7 minutes" in pages[-1]

    async def test_has_one_tried_again(self, office: Office, house: House) -> None:
        ops = await office.hire("ops", Role.OPERATIONS)
        async with office.browser(house.app, ops) as browser:
            for _ in range(2):  # the second finds nothing to do
                form = {"do": "retry", "conversation_id": "c1"}
                await browser.post("/console/stuck", data=form)

        assert await house.queue.outstanding() == {C1}
        assert [one.conversation_id for one in await house.stuck.dead(limit=9)] == ["c2"]
        (deed,) = [
            entry.deed
            for entry in await office.audit.read()
            if entry.deed.action is Action.WORK_MENDED
        ]
        assert (deed.actor, deed.subject, deed.detail) == ("ops", "c1", {"how": "retry"})

    async def test_has_all_that_waits_tried_again(self, office: Office, house: House) -> None:
        lea = await office.hire("lea", Role.LEAD)
        async with office.browser(house.app, lea) as browser:
            await browser.post("/console/stuck", data={"do": "retry_all"})

        assert await house.queue.outstanding() == {C1}

    async def test_puts_one_away(self, office: Office, house: House) -> None:
        lea = await office.hire("lea", Role.LEAD)
        async with office.browser(house.app, lea) as browser:
            for name in ("c1", "c2"):
                form = {"do": "put_away", "conversation_id": name}
                page = await browser.post("/console/stuck", data=form)
            page = await browser.get("/console/stuck")

        assert "Nothing is stuck." in page.text
        assert await house.queue.outstanding() == frozenset()
        assert (await house.audited()).count(Action.WORK_MENDED) == 2

    @pytest.mark.parametrize("role", [Role.AGENT, Role.MERCHANDISER])
    async def test_is_not_for_everybody(self, office: Office, house: House, role: Role) -> None:
        who = await office.hire("who", role)
        async with office.browser(house.app, who) as browser:
            page = await browser.get("/console/stuck")

        assert page.status_code == 403

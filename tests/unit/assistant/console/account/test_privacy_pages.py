"""What is kept of a customer, on the console's pages: handed out, erased, to whom it may be."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from assistant.console.account import privacy_pages
from assistant.console.conversations.routes import routes
from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import CaseQuery, View
from assistant.desk.staff.audit_chain import Action
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.desk_cases import MemoryCases
from tests.support.pages.console_desktop import ANNA, BEN, Desktop, staffed
from tests.support.pages.staff_office import Office
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.seeds.media_files import TEXT
from tests.support.seeds.people_events import addressed, agent_replied, of, proven

WORDS = "Zéphyrine"
PAGE, EXPORT, ERASE = (f"/console/c/c1/{one}" for one in ("privacy", "export.json", "erase"))


class House:
    """Two conversations of Léa's, the first with a file, and one of Tom's."""

    def __init__(self, office: Office) -> None:
        self.log = MemoryEventLog()
        self.cases = MemoryCases(self.log)
        self.desktop = Desktop(log=self.log, cases=self.cases, office=office, clock=office.clock)
        self.office, console = office, self.desktop.console()
        self.app = office.app()
        self.app.include_router(routes(console))
        pages = privacy_pages.routes(console, self.desktop.privacy(), keep_days=730)
        self.app.include_router(pages)

    async def furnish(self) -> None:
        for name, customer in (("c1", "lea"), ("c2", "lea"), ("c3", "tom")):
            await self.log.start(replace(started(name), contact_id=f"contact-{name}"))  # type: ignore[arg-type]
            message = wrote(f"{name}-1", name, text=f"{WORDS} {name}")
            await self.log.accept(message, account_id=WIDGET, provider_message_id=f"{name}-1")
            await self.log.append(ConversationId(name), [proven(name, customer)])
        file = await self.desktop.attachments.keep("label.txt", TEXT)
        reply = replace(agent_replied("r1"), attachments=(file,))
        await self.log.append(ConversationId("c1"), [of("c1", reply)])
        await self.log.append(ConversationId("c1"), [addressed("c1", "lea@example.com")])
        await self.cases.advance(limit=100)

    async def erased(self, name: str) -> bool:
        events = (await self.log.read(ConversationId(name))).events
        return isinstance(events[-1].event, ConversationErased)

    async def audited(self) -> list[tuple[str, str]]:
        return [(one.deed.actor, one.deed.action) for one in await self.office.audit.read()]


@pytest.fixture
async def house() -> House:
    house = House(await staffed(Office()))
    await house.furnish()
    return house


@pytest.fixture
async def anna(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.office.browser(house.app, ANNA) as client:
        yield client


class TestThePage:
    async def test_shows_what_is_kept_and_what_stays(self, anna: httpx.AsyncClient) -> None:
        page = (await anna.get(PAGE)).text

        assert "/console/c/c2" in page
        assert "/console/c/c3" not in page
        assert "lea@example.com" in page
        assert "Files that were sent" in page
        assert "Every word of the conversations above (2)" in page
        assert "shop&#39;s books" in page
        assert "after 730 days" in page
        assert "Nobody has proven" not in page

    async def test_warns_where_nobody_proved_who_they_are(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.log.start(started("c4"))
        await house.cases.advance(limit=9)

        assert "Nobody has proven" in (await anna.get("/console/c/c4/privacy")).text

    async def test_is_in_french(self, anna: httpx.AsyncClient) -> None:
        anna.headers["Accept-Language"] = "fr"

        page = (await anna.get(PAGE)).text

        assert "Ce qui est conservé de cette personne" in page
        assert "EFFACER" in page

    async def test_is_led_to_from_the_conversation_for_who_may(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        assert PAGE in (await anna.get("/console/c/c1")).text
        async with house.office.browser(house.app, BEN) as ben:
            assert PAGE not in (await ben.get("/console/c/c1")).text
            assert (await ben.get(PAGE)).status_code == 403
            assert (await ben.get(EXPORT)).status_code == 403
            assert (await ben.post(ERASE, data={"confirm": "ERASE"})).status_code == 403
        assert not await house.erased("c1")


class TestAnExport:
    async def test_is_a_file_with_all_that_is_theirs(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        answer = await anna.get(EXPORT)

        assert answer.headers["content-disposition"].startswith('attachment; filename="comptoir-')
        assert answer.headers["cache-control"] == "no-store"
        document = answer.json()
        assert [one["conversation_id"] for one in document["conversations"]] == ["c1", "c2"]
        assert [one["name"] for one in document["files"]] == ["label.txt"]
        assert "base64" not in document["files"][0]
        assert ("anna", Action.CUSTOMER_EXPORTED) in await house.audited()

    async def test_has_the_files_if_asked_for(self, anna: httpx.AsyncClient) -> None:
        document = (await anna.get(EXPORT, params={"files": "true"})).json()

        assert document["files"][0]["base64"]


class TestAnErasure:
    @pytest.mark.parametrize("word", ["", "yes", "eras", "c2"])
    async def test_does_nothing_without_the_word(
        self, house: House, anna: httpx.AsyncClient, word: str
    ) -> None:
        answer = await anna.post(ERASE, data={"confirm": word})

        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert "Nothing was erased" in answer.text
        assert not await house.erased("c1")

    @pytest.mark.parametrize("word", ["ERASE", " erase ", "effacer", "c1"])
    async def test_is_done_after_it_and_says_so(
        self, house: House, anna: httpx.AsyncClient, word: str
    ) -> None:
        answer = await anna.post(ERASE, data={"confirm": word})

        assert answer.status_code == 200
        assert "Conversations erased: 2" in answer.text
        assert [await house.erased(one) for one in ("c1", "c2", "c3")] == [True, True, False]
        assert not await house.desktop.attachments.kept_before(house.office.clock.now().max)
        assert ("anna", Action.CUSTOMER_ERASED) in await house.audited()

    async def test_leaves_nothing_that_a_page_shows(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await anna.post(ERASE, data={"confirm": "ERASE"})

        found = await house.cases.list(CaseQuery(view=View.ALL, words=WORDS))
        assert [case.conversation_id for case in found.cases] == ["c3"]
        for page in ("/console/c/c1", PAGE, EXPORT):
            assert (await anna.get(page)).status_code == 404
        assert (await anna.post(ERASE, data={"confirm": "ERASE"})).status_code == 404

    async def test_has_pages_forget_what_was_being_written(self, anna: httpx.AsyncClient) -> None:
        await anna.post(ERASE, data={"confirm": "ERASE"})

        answer = await anna.get("/console/drafts", params={"ids": "c1,c3,none"})

        assert answer.json() == {"gone": ["c1", "none"]}

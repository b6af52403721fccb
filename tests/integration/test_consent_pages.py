"""People look at a file of consents on its page, import it, and take it back."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.first_messages import assemble_imports
from assistant.conversation.events import ConsentChanged, ContactOptedOut
from assistant.conversation.people import Role
from assistant.kit.settings.settings import Settings
from assistant.outreach.consent_imports.import_file import FileState
from integrations.stores.sql.channels.contact_book import SqlContactBook
from tests.integration.test_sql_import_book import C1, PLACE
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.imported_consents import HEAD, ROW

PAGE = "/console/outreach/consents"
OTHER = ROW.replace("78,", "79,")
MAIL = ROW.replace("+33 6 12 34 56 78", "lea@example.com")


class House:
    """An installation, with the round of its worker."""

    def __init__(self, app: FastAPI, parts: Parts, folder: Path) -> None:
        self.app, self.parts = app, parts
        self.steps = assemble_imports(Settings(data_dir=folder), parts).steps
        self.files = self.steps.files

    async def enter(self, role: Role) -> httpx.AsyncClient:
        return await sign_in(self.app, role)

    async def work(self) -> None:
        while await self.steps.once():
            pass

    async def meet(self) -> None:
        await SqlContactBook(self.parts.database).open(PLACE, name="Léa", conversation_id=C1)
        await self.parts.log.start(started(C1))

    async def consents(self) -> list[ConsentChanged]:
        past = (await self.parts.log.read(C1)).past
        return [one for one in past if isinstance(one, ConsentChanged)]

    async def state(self) -> list[FileState]:
        return [one.state for one in await self.files.all()]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with fresh_installation(tmp_path) as (app, parts):
        yield House(app, parts, tmp_path)


async def upload(who: httpx.AsyncClient, *rows: str) -> httpx.Response:
    content = "\n".join((HEAD, *rows)).encode()
    return await who.post(PAGE, files={"file": ("consents.csv", content, "text/csv")})


async def test_a_file_is_looked_at_then_imported_and_taken_back(house: House) -> None:
    await house.meet()
    async with await house.enter(Role.LEAD) as lead:
        sent = await upload(lead, ROW, ROW, OTHER, MAIL)
        there = sent.headers["location"]
        assert "data-running" in (await lead.get(f"{there}/progress")).text
        await house.work()
        look = (await lead.get(there)).text
        assert "4 rows" in look
        assert "Import the consents (2)" in look
        assert "Twice in the file" in look
        assert "consent to e-mails" in look
        assert await house.consents() == []  # nothing counts yet

        await lead.post(f"{there}/import")
        await house.work()
        assert len(await house.consents()) == 1
        done = (await lead.get(there)).text
        assert "Their conversation has not begun yet" in done
        listed = (await lead.get(PAGE)).text
        assert "imported" in listed
        assert "form 17" not in look + done + listed
        assert "lea@example.com" not in look + done + listed

        await lead.post(f"{there}/withdraw")
        await house.work()
        assert [one.stage for one in await house.consents()] == ["asked", "withdrawn"]
        assert await house.state() == [FileState.WITHDRAWN]
    deeds = [entry.deed for entry in await house.parts.audit.recent(limit=20)]
    moved = [deed.detail["do"] for deed in deeds if deed.action == "consents_imported"]
    assert sorted(moved) == ["import", "upload", "withdraw"]


async def test_who_said_stop_is_told_at_the_first_look_and_not_kept(house: House) -> None:
    await house.meet()
    await house.parts.log.append(C1, [ContactOptedOut(conversation_id=C1, at=NOON)])
    async with await house.enter(Role.OPERATIONS) as operations:
        there = (await upload(operations, ROW)).headers["location"]
        await house.work()
        look = (await operations.get(there)).text
        assert "Left alone" in look
        assert "no good row" in look
        assert await house.files.counts() == {}
        await operations.post(f"{there}/discard")
        assert (await operations.get(there)).status_code == 404
        await house.work()
        assert await house.state() == []


async def test_one_file_waits_at_a_time_and_bad_files_are_told(house: House) -> None:
    async with await house.enter(Role.LEAD) as lead:
        broken = await lead.post(PAGE, files={"file": ("x.csv", b"name\nLea", "text/csv")})
        assert (broken.status_code, "has to name the columns" in broken.text) == (422, True)
        await upload(lead, ROW)
        second = await upload(lead, OTHER)
        assert (second.status_code, "Another file waits" in second.text) == (422, True)
        template = await lead.get(f"{PAGE}.csv")
        assert template.text.lstrip("\ufeff").startswith(HEAD)


async def test_a_reading_that_a_crash_ended_begins_again(house: House) -> None:
    async with await house.enter(Role.LEAD) as lead:
        there = (await upload(lead, ROW, OTHER)).headers["location"]
        (file,) = await house.files.all()
        content = (await house.files.content(file.file_id)).decode()
        await house.steps.read(file, content)
        await house.files.count(file)  # as before it was read
        await house.steps.read(file, content)
        assert "Import the consents (2)" in (await lead.get(there)).text


async def test_a_merchandiser_reads_counts_and_imports_nothing(house: House) -> None:
    async with await house.enter(Role.MERCHANDISER) as merchandiser:
        assert "does not import" in (await merchandiser.get(PAGE)).text
        assert (await upload(merchandiser, ROW)).status_code == 403
    assert await house.files.all() == []

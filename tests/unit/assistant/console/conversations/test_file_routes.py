from collections.abc import AsyncIterator

import httpx
import pytest

from assistant.conversation.message import Attachment
from assistant.conversation.people import Role
from tests.support.pages.console_desktop import BEN
from tests.support.pages.console_house import SCRIPT, THREAD, House, posted, writing
from tests.support.seeds.conversation_events import started
from tests.support.seeds.media_files import TEXT, pdf, png

FILES = f"{THREAD}/files"


async def bring(
    client: httpx.AsyncClient, data: bytes = png(), name: str = "cup.png", to: str = FILES
) -> httpx.Response:
    return await client.post(to, content=data, headers={**SCRIPT, "X-File-Name": name})


async def brought(client: httpx.AsyncClient, data: bytes = png(), name: str = "cup.png") -> str:
    answer = await bring(client, data, name)
    assert answer.status_code == 201, answer.text
    file: str = answer.json()["id"]
    return file


async def sent(house: House) -> list[tuple[Attachment, ...]]:
    return [reply.attachments for reply in await house.written()]


class TestAFile:
    async def test_goes_with_the_reply_that_names_it_and_is_shown_in_the_thread(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await posted(anna, "claim")
        picture = await brought(anna)
        paper = await brought(anna, pdf(), "%C3%A9tiquette.pdf")

        status, told = await posted(anna, "write", **writing("Voici", files=f"{picture},{paper}"))

        assert status == 200
        ((first, second),) = await sent(house)
        assert (first.name, second.name) == ("cup.png", "étiquette.pdf")
        assert f'<img src="{FILES}/{picture}"' in told["entries"]
        assert f'<img src="{FILES}/{paper}"' not in told["entries"]
        assert f'href="{FILES}/{paper}"' in told["entries"]

    async def test_needs_no_words_beside_it(self, house: House, anna: httpx.AsyncClient) -> None:
        await posted(anna, "claim")
        picture = await brought(anna)

        assert (await posted(anna, "write", **writing("", files=picture)))[0] == 200
        assert len(await sent(house)) == 1

    async def test_is_read_as_what_it_is_and_never_as_a_page(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await posted(anna, "claim")
        picture = await brought(anna)
        await posted(anna, "write", **writing("Voici", files=picture))

        async with house.office.browser(house.app, BEN) as ben:
            answer = await ben.get(f"{FILES}/{picture}")

        assert answer.content == png()
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["content-security-policy"]

    async def test_that_was_not_sent_is_read_by_who_brought_it_alone(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        picture = await brought(anna)

        async with house.office.browser(house.app, BEN) as ben:
            assert (await ben.get(f"{FILES}/{picture}")).status_code == 404
        assert (await anna.get(f"{FILES}/{picture}")).status_code == 200

    async def test_is_taken_back_until_it_is_sent(self, anna: httpx.AsyncClient) -> None:
        await posted(anna, "claim")
        one, other = await brought(anna), await brought(anna)
        await posted(anna, "write", **writing("Voici", files=other))

        assert (await anna.delete(f"{FILES}/{one}")).status_code == 204
        assert (await anna.delete(f"{FILES}/{other}", headers=SCRIPT)).status_code == 409

        status, told = await posted(anna, "write", **writing("Et", "w2", files=one))
        assert (status, told["denied"]) == (
            409,
            "A file is not there any more. Attach it again.",
        )

    async def test_of_a_colleague_or_another_conversation_goes_with_no_reply(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.log.start(started("c2"))
        await house.cases.advance(limit=100)
        await posted(anna, "claim")
        async with house.office.browser(house.app, BEN) as ben:
            bens = await brought(ben)
        elsewhere = (await bring(anna, to="/console/c/c2/files")).json()["id"]

        for file in (bens, elsewhere, "0" * 32):
            assert (await posted(anna, "write", **writing("Voici", files=file)))[0] == 409

        assert await sent(house) == []

    @pytest.mark.parametrize("files", ["x", "../" + "0" * 29, ",".join(["0" * 32] * 6)])
    async def test_ids_that_are_none_are_not_looked_up(
        self, anna: httpx.AsyncClient, files: str
    ) -> None:
        assert (await posted(anna, "write", **writing("Voici", files=files)))[0] == 422


class TestWhatIsNotTaken:
    @pytest.mark.parametrize(
        ("data", "name", "status", "why"),
        [
            (b"", "a.png", 422, "This file is empty."),
            (b"MZ\x90\x00", "a.exe", 422, "Files of this kind are not sent. These are: png, jpg,"),
            (pdf(), "a.png", 422, "The file's name does not fit what is in it."),
            (b"a" * 100_001, "a.txt", 413, "This file is too large: 100 kB at most."),
        ],
    )
    async def test_is_told_why(
        self, anna: httpx.AsyncClient, data: bytes, name: str, status: int, why: str
    ) -> None:
        answer = await bring(anna, data, name)

        assert answer.status_code == status
        assert answer.json()["error"]["message"].startswith(why)

    async def test_is_told_why_in_the_agents_language(self, anna: httpx.AsyncClient) -> None:
        await anna.post("/console/me/settings", data={"language": "fr"})

        message = (await bring(anna, b"a" * 100_001)).json()["error"]["message"]

        assert message == "Ce fichier est trop lourd\u00a0: 100 ko au plus."

    async def test_is_not_read_on_once_it_is_too_large(self, anna: httpx.AsyncClient) -> None:
        taken = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal taken
            for _ in range(1000):
                taken += 1
                yield b"a" * 10_000

        answer = await anna.post(FILES, content=endless(), headers=SCRIPT)

        assert answer.status_code == 413
        assert taken < 20

    async def test_is_of_a_type_that_the_shop_does_not_send(
        self, narrow: httpx.AsyncClient
    ) -> None:
        assert (await bring(narrow)).status_code == 201
        answer = await bring(narrow, TEXT, "a.txt")
        assert answer.json()["error"]["message"].endswith("These are: png.")

    async def test_comes_without_the_sessions_token(self, anna: httpx.AsyncClient) -> None:
        del anna.headers["X-CSRF-Token"]

        assert (await bring(anna)).status_code == 403

    async def test_comes_from_who_writes_no_replies(self, house: House) -> None:
        merchandiser = await house.office.hire("max", Role.MERCHANDISER)
        async with house.office.browser(house.app, merchandiser) as client:
            assert (await bring(client)).status_code == 403

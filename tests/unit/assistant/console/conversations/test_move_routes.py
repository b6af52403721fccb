"""How often a click reads the whole log of its conversation."""

import asyncio

import httpx
import pytest

from assistant.conversation.ids import ConversationId
from assistant.ports import Record
from tests.support.pages.console_desktop import BEN
from tests.support.pages.console_house import C1, SCRIPT, House, posted, writing
from tests.support.seeds.conversation_events import started
from tests.support.seeds.people_events import handed_off, of, proven


class Reads:
    """Counts the whole conversations that a house's log is read for."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counted: list[ConversationId] = []
        read = house.log.read

        async def counting(conversation_id: ConversationId, *, after: int = 0) -> Record:
            if not after:  # lists read on from where they are
                self.counted.append(conversation_id)
            return await read(conversation_id, after=after)

        monkeypatch.setattr(house.log, "read", counting)


@pytest.fixture
async def reads(house: House, anna: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Reads:
    await house.happen(handed_off("m1"))
    await posted(anna, "claim")
    return Reads(house, monkeypatch)


class TestAClick:
    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("write", writing("Oui.")),
            ("write", writing("Note", mode="note")),
            ("labels", {"labels": "vip"}),
            ("resolve", {"seen": "99"}),
            ("release", {}),
        ],
    )
    async def test_reads_its_conversation_once(
        self, anna: httpx.AsyncClient, reads: Reads, name: str, fields: dict[str, str]
    ) -> None:
        status, told = await posted(anna, name, **fields)

        assert (status, "denied" in told) == (200, False)
        assert reads.counted == [C1]

    async def test_that_is_denied_reads_it_again_to_show_it(
        self, house: House, reads: Reads
    ) -> None:
        async with house.office.browser(house.app, BEN) as ben:
            status, told = await posted(ben, "write", **writing("Moi !"))

        assert status == 409
        assert told["denied"]
        assert reads.counted == [C1, C1]

    async def test_over_which_a_customer_writes_shows_their_words_too(
        self, house: House, anna: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await house.happen(handed_off("m1"))
        await posted(anna, "claim")
        append = house.log.append

        async def late(*args: object, **fence: object) -> object:
            monkeypatch.setattr(house.log, "append", append)
            await house.say("m2", text="Attendez")
            return await append(*args, **fence)  # type: ignore[arg-type]

        monkeypatch.setattr(house.log, "append", late)
        status, told = await posted(anna, "write", **writing("Oui."))

        assert status == 200
        assert "Attendez" in told["entries"]
        assert "Oui." in told["entries"]

    async def test_that_merges_reads_both_and_once_more_what_ends(
        self, house: House, anna: httpx.AsyncClient, reads: Reads
    ) -> None:
        other = ConversationId("c2")
        await house.log.start(started("c2"))
        for one in (C1, other):
            await house.log.append(one, [of(one, proven(one, "lea"))])
        await house.cases.advance(limit=100)

        status, told = await posted(anna, "merge", into=other)

        assert (status, told) == (200, {"go": "/console/c/c2"})
        assert reads.counted == [C1, other, C1]

    async def test_that_only_says_where_the_agent_is_reads_nothing(
        self, anna: httpx.AsyncClient, reads: Reads
    ) -> None:
        answer = await anna.post("/console/here", data={"conversation": C1}, headers=SCRIPT)

        assert answer.status_code == 204
        assert reads.counted == []


class TestTwoClicksAtOnce:
    async def test_have_one_agent_take_the_conversation(
        self, house: House, anna: httpx.AsyncClient
    ) -> None:
        await house.happen(handed_off("m1"))

        async with house.office.browser(house.app, BEN) as ben:
            answers = await asyncio.gather(posted(anna, "claim"), posted(ben, "claim"))

        assert sorted(status for status, _ in answers) == [200, 409]

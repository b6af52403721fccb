"""Chatwoot as a helpdesk, on a simulator over real HTTP: its contract, and what goes wrong."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from assistant.conversation.ids import ConversationId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.ports import (
    CaseGoneError,
    Helpdesk,
    HelpdeskRefusedError,
    HelpdeskUnavailableError,
)
from assistant.desk.helpdesk.types import CaseEntry, EntryVoice
from integrations.services.chatwoot.chatwoot_checkup import examine
from integrations.services.chatwoot.chatwoot_client import open_client
from integrations.services.chatwoot.chatwoot_desk import ChatwootDesk
from tests.contract.helpdesk import OPENING, HelpdeskContract, Place, entry
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.simulators.chatwoot.server import TOKEN, ChatwootSimulator, Fault, Hook
from tests.support.simulators.chatwoot.store import (
    ACCOUNT,
    BOT,
    INBOX,
    LEA,
    NOE,
    OTHER_INBOX,
    Store,
)


class SimulatedPlace:
    """Noé works in a simulated Chatwoot."""

    def __init__(self, chatwoot: ChatwootSimulator, helpdesk: Helpdesk, clock: HandClock) -> None:
        self.chatwoot = chatwoot
        self.helpdesk = helpdesk
        self._clock = clock

    def write(self, text: str, *, private: bool = False, files: Sequence[str] = ()) -> None:
        self.chatwoot.says(NOE, text, private=private, files=files)

    def put(self, status: ConversationStatus) -> None:
        self.chatwoot.sets(NOE, status)

    def cases(self) -> int:
        return len(self.chatwoot.store.conversations)

    def move(self, seconds: float) -> None:
        self._clock.move(seconds)


@pytest.fixture
async def place() -> AsyncIterator[SimulatedPlace]:
    clock = HandClock()
    async with (
        ChatwootSimulator(store=Store(now=clock.now)).serve() as chatwoot,
        open_client(url=chatwoot.url, token=TOKEN, account=ACCOUNT) as client,
    ):
        yield SimulatedPlace(chatwoot, ChatwootDesk(client, inbox=INBOX), clock)


class TestChatwoot(HelpdeskContract):
    @pytest.fixture
    def place(self, place: SimulatedPlace) -> Place:
        return place


class TestAContact:
    async def test_is_known_by_who_they_are_here_and_by_the_address_they_gave(
        self, place: SimulatedPlace
    ) -> None:
        await place.helpdesk.open_case(OPENING)

        (contact,) = place.chatwoot.store.contacts.values()
        assert contact["identifier"] == "contact"
        assert contact["email"] == "lea.legoff@example.com"

    async def test_is_not_merged_with_another_of_the_same_address(
        self, place: SimulatedPlace
    ) -> None:
        place.chatwoot.store.create_contact({"email": OPENING.email, "identifier": "crm-9"})

        await place.helpdesk.open_case(OPENING)

        assert [one["email"] for one in place.chatwoot.store.contacts.values()] == [
            OPENING.email,
            "",
        ]

    async def test_is_erased_with_their_last_conversation(self, place: SimulatedPlace) -> None:
        first = await place.helpdesk.open_case(OPENING)
        other = replace(OPENING, conversation_id=ConversationId("c2"))
        second = await place.helpdesk.open_case(other)

        await place.helpdesk.delete(first)
        assert len(place.chatwoot.store.contacts) == 1
        await place.helpdesk.delete(second)

        assert (place.cases(), place.chatwoot.store.contacts) == (0, {})


class TestAMessage:
    async def test_stands_in_the_name_of_whoever_said_it(self, place: SimulatedPlace) -> None:
        case = await place.helpdesk.open_case(OPENING)
        for number, voice in enumerate(EntryVoice):
            await place.helpdesk.post(case, entry(number, f"words {number}", voice))

        assert place.chatwoot.only.written() == [
            ("customer", "words 0"),
            (BOT.name, "words 1"),
            ("note", "words 2"),
        ]

    async def test_names_the_files_that_stay_here(self, place: SimulatedPlace) -> None:
        case = await place.helpdesk.open_case(OPENING)
        files = CaseEntry(
            entry_id="comptoir:c1:1", voice=EntryVoice.SHOP, text="", attachments=("a.pdf",)
        )

        await place.helpdesk.post(case, files)

        assert place.chatwoot.only.written() == [(BOT.name, "[a.pdf]")]

    async def test_that_is_too_long_is_refused_for_good(self, place: SimulatedPlace) -> None:
        case = await place.helpdesk.open_case(OPENING)

        with pytest.raises(HelpdeskRefusedError, match="422"):
            await place.helpdesk.post(case, entry(1, "x" * 150_001))


class TestWhatGoesWrong:
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 408])
    async def test_may_go_right_later(self, place: SimulatedPlace, status: int) -> None:
        place.chatwoot.faults.append(Fault(status, retry_after="7"))

        with pytest.raises(HelpdeskUnavailableError) as caught:
            await place.helpdesk.open_case(OPENING)

        assert caught.value.retry_after_s == 7
        assert await place.helpdesk.open_case(OPENING)

    async def test_is_tried_again_though_it_was_done_and_does_nothing_twice(
        self, place: SimulatedPlace
    ) -> None:
        for path in ("contacts", "conversations"):
            place.chatwoot.faults.append(Fault(504, "POST", path, after_the_work=True))
            with pytest.raises(HelpdeskUnavailableError):
                await place.helpdesk.open_case(OPENING)

        await place.helpdesk.open_case(OPENING)

        assert (place.cases(), len(place.chatwoot.store.contacts)) == (1, 1)

    @pytest.mark.parametrize(
        ("body", "status"), [("<html>", 200), ('{"payload": 1}', 200), ("", 200)]
    )
    async def test_an_answer_without_sense_is_no_answer(
        self, place: SimulatedPlace, body: str, status: int
    ) -> None:
        place.chatwoot.faults.append(Fault(status, body=body))

        with pytest.raises(HelpdeskUnavailableError, match="makes no sense"):
            await place.helpdesk.open_case(OPENING)

    async def test_a_wrong_token_says_which_setting_is_wrong_and_loses_nothing(
        self, place: SimulatedPlace
    ) -> None:
        async with open_client(url=place.chatwoot.url, token="old", account=ACCOUNT) as client:
            with pytest.raises(HelpdeskUnavailableError, match="COMPTOIR_CHATWOOT__TOKEN"):
                await ChatwootDesk(client, inbox=INBOX).open_case(OPENING)

    async def test_nobody_at_the_address_is_no_answer(self) -> None:
        async with open_client(url="http://127.0.0.1:9", token=TOKEN, account=ACCOUNT) as client:
            with pytest.raises(HelpdeskUnavailableError, match="ConnectError"):
                await ChatwootDesk(client, inbox=INBOX).open_case(OPENING)

    async def test_who_may_not_delete_is_told_what_to_do(self, place: SimulatedPlace) -> None:
        case = await place.helpdesk.open_case(OPENING)
        place.chatwoot.owner = LEA

        with pytest.raises(HelpdeskRefusedError, match="administrator"):
            await place.helpdesk.delete(case)

    async def test_an_inbox_of_another_kind_is_said(self, place: SimulatedPlace) -> None:
        async with open_client(url=place.chatwoot.url, token=TOKEN, account=ACCOUNT) as client:
            with pytest.raises(CaseGoneError):
                await ChatwootDesk(client, inbox=OTHER_INBOX).open_case(OPENING)


class TestTheDoctor:
    @pytest.fixture(autouse=True)
    def hooked(self, place: SimulatedPlace) -> None:
        place.chatwoot.hooks = [Hook(url="https://desk.example/webhooks/chatwoot")]

    async def look(
        self,
        place: SimulatedPlace,
        *,
        account: int = ACCOUNT,
        inbox: int = INBOX,
        secrets: Sequence[str] = ("s",),
    ) -> str:
        async with open_client(url=place.chatwoot.url, token=TOKEN, account=account) as client:
            return await examine(client, account=account, inbox=inbox, secrets=secrets)

    async def test_is_content_where_all_is_there(self, place: SimulatedPlace) -> None:
        assert await self.look(place) == "Chatwoot answers, inbox 3 and its webhook are there"

    async def test_says_what_the_token_of_an_agent_lacks(self, place: SimulatedPlace) -> None:
        place.chatwoot.owner = LEA

        assert "no administrator" in await self.look(place)

    async def test_says_which_account_and_inbox_there_are(self, place: SimulatedPlace) -> None:
        with pytest.raises(HelpdeskRefusedError, match="ACCOUNT, which may be 7"):
            await self.look(place, account=8)
        with pytest.raises(HelpdeskRefusedError, match="INBOX, which may be 3"):
            await self.look(place, inbox=9)
        with pytest.raises(HelpdeskRefusedError, match="Channel::WebWidget"):
            await self.look(place, inbox=OTHER_INBOX)

    async def test_says_what_the_webhook_lacks(self, place: SimulatedPlace) -> None:
        with pytest.raises(HelpdeskRefusedError, match="WEBHOOK_SECRETS"):
            await self.look(place, secrets=())
        place.chatwoot.hooks[0].subscriptions = ("message_created",)
        with pytest.raises(HelpdeskRefusedError, match="conversation_status_changed: tick it"):
            await self.look(place)
        place.chatwoot.hooks.clear()
        with pytest.raises(HelpdeskRefusedError, match="/webhooks/chatwoot: add one"):
            await self.look(place)

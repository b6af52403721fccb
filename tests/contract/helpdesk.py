"""What every `Helpdesk` does. Inherit `HelpdeskContract` and override `place`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest

from assistant.conversation.ids import ContactId, ConversationId, CustomerId
from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.ports import CaseGoneError, Helpdesk
from assistant.desk.helpdesk.types import CaseEntry, EntryVoice, HelpdeskCaseId, Opening
from tests.support.seeds.conversation_events import NOON

OPENING = Opening(
    conversation_id=ConversationId("c1"),
    contact_id=ContactId("contact"),
    customer_id=None,
    email="lea.legoff@example.com",
)


class Place(Protocol):
    """A helpdesk, and its people as tests play them."""

    @property
    def helpdesk(self) -> Helpdesk: ...

    def write(self, text: str, *, private: bool = False, files: Sequence[str] = ()) -> None:
        """Have an agent called Noé write in the only case there is."""
        ...

    def put(self, status: ConversationStatus) -> None:
        """Have Noé set the only case's status."""
        ...

    def cases(self) -> int: ...

    def move(self, seconds: float) -> None:
        """Let time pass."""
        ...


def entry(number: int, text: str = "Bonjour", voice: EntryVoice = EntryVoice.CUSTOMER) -> CaseEntry:
    return CaseEntry(entry_id=f"comptoir:c1:{number}", voice=voice, text=text)


class HelpdeskContract:
    @pytest.fixture
    def place(self) -> Place:
        raise NotImplementedError

    async def test_a_conversation_has_one_case_which_is_pending_at_first(
        self, place: Place
    ) -> None:
        opened = await place.helpdesk.open_case(OPENING)

        assert (await place.helpdesk.look(opened, after=0)).status is ConversationStatus.PENDING
        assert await place.helpdesk.open_case(OPENING) == opened
        assert place.cases() == 1

    async def test_a_persons_conversations_have_a_case_each(self, place: Place) -> None:
        first = await place.helpdesk.open_case(OPENING)
        other = replace(OPENING, conversation_id=ConversationId("c2"))

        assert await place.helpdesk.open_case(other) != first

    async def test_two_people_with_one_address_stay_two(self, place: Place) -> None:
        await place.helpdesk.open_case(OPENING)
        other = replace(
            OPENING, conversation_id=ConversationId("c2"), customer_id=CustomerId("customer-2")
        )

        await place.helpdesk.open_case(other)

        assert place.cases() == 2

    async def test_what_was_posted_is_heard_as_ours_in_its_order(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)
        for number, voice in enumerate(EntryVoice):
            await place.helpdesk.post(case, entry(number, f"words {number}", voice))

        heard = (await place.helpdesk.look(case, after=0)).heard

        assert [one.entry_id for one in heard] == [f"comptoir:c1:{n}" for n in range(3)]
        assert [one.text for one in heard] == ["words 0", "words 1", "words 2"]
        assert [one.number for one in heard] == sorted(one.number for one in heard)

    async def test_what_an_agent_writes_is_heard_with_who_wrote_it(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)
        place.write("Je regarde.")
        place.write("Cliente fidèle.", private=True)

        said, noted = (await place.helpdesk.look(case, after=0)).heard

        assert said.by is not None
        assert (said.by.name, said.entry_id, said.private) == ("Noé", "", False)
        assert said.by.email == "noe@agency.example"
        assert said.by.colleague_id.startswith(f"{place.helpdesk.name}:")
        assert (noted.text, noted.private) == ("Cliente fidèle.", True)

    async def test_files_are_heard_by_name(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)
        place.write("Voici.", files=["facture.pdf"])

        (heard,) = (await place.helpdesk.look(case, after=0)).heard

        assert heard.attachments == ("facture.pdf",)

    async def test_only_what_came_after_is_heard(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)
        for number in range(130):
            await place.helpdesk.post(case, entry(number))
        everything = (await place.helpdesk.look(case, after=0)).heard

        assert len(everything) == 130
        later = await place.helpdesk.look(case, after=everything[-3].number)
        assert later.heard == everything[-2:]

    async def test_a_status_is_as_it_was_last_set_by_whomever(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)

        for status in (
            ConversationStatus.OPEN,
            ConversationStatus.RESOLVED,
            ConversationStatus.PENDING,
        ):
            await place.helpdesk.set_status(case, status)
            assert (await place.helpdesk.look(case, after=0)).status is status
        place.put(ConversationStatus.RESOLVED)
        assert (await place.helpdesk.look(case, after=0)).status is ConversationStatus.RESOLVED

    async def test_a_snoozed_case_says_until_when(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)
        until = NOON.replace(microsecond=0) + timedelta(hours=2)

        await place.helpdesk.set_status(case, ConversationStatus.SNOOZED, until=until)

        look = await place.helpdesk.look(case, after=0)
        assert (look.status, look.snoozed_until) == (ConversationStatus.SNOOZED, until)

    async def test_says_in_which_cases_something_happened(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)
        place.move(3600)
        since = NOON + timedelta(minutes=30)
        assert list(await place.helpdesk.changed(since)) == []

        place.write("Je regarde.")

        assert list(await place.helpdesk.changed(since)) == [case]

    async def test_finds_what_happened_in_any_number_of_cases(self, place: Place) -> None:
        opened = [
            await place.helpdesk.open_case(
                replace(
                    OPENING,
                    conversation_id=ConversationId(f"c{n}"),
                    contact_id=ContactId(f"contact-{n}"),
                    email="",
                )
            )
            for n in range(60)
        ]

        assert sorted(await place.helpdesk.changed(NOON - timedelta(hours=1))) == sorted(opened)

    async def test_a_deleted_case_is_gone_and_may_be_deleted_again(self, place: Place) -> None:
        case = await place.helpdesk.open_case(OPENING)

        await place.helpdesk.delete(case)
        await place.helpdesk.delete(case)

        assert place.cases() == 0
        for call in (
            place.helpdesk.look(case, after=0),
            place.helpdesk.post(case, entry(1)),
            place.helpdesk.set_status(case, ConversationStatus.OPEN),
        ):
            with pytest.raises(CaseGoneError):
                await call

    async def test_a_case_that_never_was_is_gone(self, place: Place) -> None:
        with pytest.raises(CaseGoneError):
            await place.helpdesk.look(HelpdeskCaseId("999"), after=0)

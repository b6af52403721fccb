"""Imported consents come into the log once their conversation begins, once each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedOut,
)
from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.consent_intake import ConsentIntake
from assistant.outreach.consent_imports.imported_consent import ImportState
from assistant.outreach.known_talks import KnownTalk
from tests.support.memory.assemblies.outreach_house import BreakableLog, KilledError
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.import_book import MemoryImportBook
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.imported_consents import IMPORTED

C1 = ConversationId("c1")
STOP = ContactOptedOut(conversation_id=C1, at=NOON)


class House:
    def __init__(self) -> None:
        self.book, self.log = MemoryImportBook(), BreakableLog()
        self.clock = HandClock(at=NOON)
        self.intake = ConsentIntake(book=self.book, events=self.log, clock=self.clock)

    async def begin(self) -> None:
        await self.log.start(started())
        self.book.meet(IMPORTED.phone, C1)

    async def consents(self) -> list[ContactPurpose]:
        past = (await self.log.read(C1)).past
        return [one.purpose for one in past if isinstance(one, ConsentChanged)]

    async def in_force(self) -> bool:
        talk = KnownTalk.of(await self.log.read(C1))
        return talk.conversation.reach.consents.of(ContactPurpose.SERVICE) is not None

    def state(self) -> list[ImportState]:
        return sorted(set(self.book.states()))


@pytest.fixture
async def house() -> House:
    house = House()
    house.book.keep([IMPORTED])
    return house


async def test_a_consent_waits_for_its_conversation_and_is_taken_in_once(house: House) -> None:
    assert await house.intake.round(limit=9) == 0
    await house.begin()
    assert await house.intake.round(limit=9) == 0  # it rests for a minute
    house.clock.move(60)
    assert await house.intake.round(limit=9) == 1
    await house.intake.once(limit=9)
    assert await house.consents() == [ContactPurpose.SERVICE]
    assert house.state() == [ImportState.TAKEN]


async def test_a_stop_that_came_first_ends_it(house: House) -> None:
    await house.begin()
    await house.log.append(C1, [STOP])
    await house.intake.once(limit=9)
    assert (await house.consents(), house.state()) == ([], [ImportState.STOPPED])


async def test_a_stop_in_between_is_heard_first(house: House) -> None:
    await house.begin()
    house.log.cuts_in = STOP
    assert await house.intake.once(limit=9) == 0
    await house.intake.once(limit=9)
    assert (await house.consents(), house.state()) == ([], [ImportState.STOPPED])


@pytest.mark.parametrize("dies", ["before", "after"])
async def test_a_crash_takes_it_in_once(house: House, dies: str) -> None:
    await house.begin()
    house.log.dies = dies
    with pytest.raises(KilledError):
        await house.intake.once(limit=9)
    await house.intake.once(limit=9)
    assert await house.consents() == [ContactPurpose.SERVICE]
    assert house.state() == [ImportState.TAKEN]


async def test_a_stop_in_one_accounts_conversation_ends_it_in_the_others(house: House) -> None:
    await house.log.start(started("c2"))
    house.book.meet(IMPORTED.phone, ConversationId("c2"))
    await house.begin()
    await house.log.append(C1, [STOP])
    assert await house.intake.once(limit=9) == 1
    past = (await house.log.read(ConversationId("c2"))).past
    assert not [one for one in past if isinstance(one, ConsentChanged)]
    assert house.state() == [ImportState.STOPPED]


async def test_a_second_file_adds_what_is_new_alone(house: House) -> None:
    later = replace(IMPORTED, given_at=IMPORTED.given_at + timedelta(days=9))
    assert house.book.keep([IMPORTED, later]) == 1
    await house.begin()
    assert await house.intake.once(limit=9) == 2
    assert await house.consents() == [ContactPurpose.SERVICE]


async def test_a_consent_taken_back_counts_no_more_and_may_come_again(house: House) -> None:
    await house.begin()
    await house.intake.once(limit=9)
    assert await house.intake.take_back("f1", limit=9) == 1
    assert house.state() == [ImportState.WITHDRAWN]
    assert await house.in_force() is False
    house.book.keep([replace(IMPORTED, given_at=IMPORTED.given_at + timedelta(days=9))])
    await house.intake.once(limit=9)
    assert await house.in_force() is True


async def test_what_the_customer_said_here_is_not_taken_back(house: House) -> None:
    await house.begin()
    own = ConsentChanged(
        conversation_id=C1,
        at=NOON,
        purpose=ContactPurpose.SERVICE,
        stage=ConsentStage.ASKED,
        source="chat",
    )
    await house.intake.once(limit=9)
    await house.log.append(C1, [own])
    await house.intake.take_back("f1", limit=9)
    assert await house.in_force() is True

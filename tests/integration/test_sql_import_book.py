"""Imported consents on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ContactOptedOut
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.privacy.person import Person
from assistant.messages.channels.updates import AccountContact, ContactKeys
from assistant.outreach.consent_imports.consent_file import BadConsent, RowFault
from assistant.outreach.consent_imports.consent_intake import ConsentIntake
from assistant.outreach.consent_imports.import_file import FileState, ImportFile, Staged
from assistant.outreach.consent_imports.imported_consent import ImportedConsent, ImportState
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.database import Database, fetch, open_database
from integrations.stores.sql.operations.consent_import_book import (
    SqlImportBook,
    hold_imported_consents,
)
from integrations.stores.sql.operations.import_file_book import SqlImportFiles
from integrations.stores.sql.operations.outreach_tables import stops
from integrations.stores.sql.privacy.channel_traces import hold_channel_contacts
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.imported_consents import FILE, GIVEN, IMPORTED

C1 = ConversationId("c1")
KEY = bytes(32)
MARKETING = ContactPurpose.MARKETING
NUMBERS = count(33612000000)
PLACE = AccountContact(
    channel=ChannelKind.WHATSAPP,
    account_id=AccountId("n1"),
    keys=ContactKeys(user_id="u1", phone=IMPORTED.phone),
)


class House:
    """The books on one database."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, HandClock(at=NOON)
        self.book, self.files = SqlImportBook(database, KEY), SqlImportFiles(database, KEY)
        self.contacts, self.log = SqlContactBook(database), SqlEventLog(database)
        self.holding = hold_imported_consents(database, KEY, self.clock)

    async def keep(self, *consents: ImportedConsent, file: ImportFile = FILE) -> int:
        """Import consents; return how many are new."""
        await self.files.add(file)
        new = (await self.files.stage(file, consents)).new
        await self.files.release(file.file_id, limit=9)
        return new

    async def erase(self, conversation_id: ConversationId) -> int:
        person = Person(conversations=(conversation_id,))
        erased = await self.holding.erase(person)
        await hold_channel_contacts(self.database).erase(person)
        return erased

    async def counts(self) -> Mapping[ImportState, int]:
        return (await self.files.counts()).get(FILE.file_id, {})


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[House]:
    async with open_database(url) as database:
        yield House(database)


class Step(StrEnum):
    OLD = "old"  # a file with a consent of before everything
    NEW = "new"  # one with a consent of this moment
    MEET = "meet"
    STOP = "stop"
    ERASE = "erase"
    BACK = "back"
    INTAKE = "intake"


class OneContact:
    """A contact who comes, says STOP and is erased, with the files that name them."""

    def __init__(self, house: House, phone: str) -> None:
        self.house, self.phone = house, phone
        self.intake = ConsentIntake(book=house.book, events=house.log, clock=house.clock)
        self.talks = 0
        self.files: list[str] = []
        self.erased_at: datetime | None = None
        self.stopped = False

    @property
    def talk(self) -> ConversationId:
        return ConversationId(f"{self.phone}-{self.talks}")

    async def take(self, step: Step) -> None:
        self.house.clock.move(3600)
        now = self.house.clock.now()
        match step:
            case Step.OLD | Step.NEW:
                given = GIVEN if step is Step.OLD else now
                one = replace(
                    IMPORTED, phone=self.phone, given_at=given, text_version=given.isoformat()
                )
                self.files.append(uuid4().hex)
                await self.house.keep(one, file=replace(FILE, file_id=self.files[-1]))
            case Step.MEET if not self.talks:
                await self._meet()
            case Step.STOP if self.talks:
                self.stopped = True
                await self.house.log.append(
                    self.talk, [ContactOptedOut(conversation_id=self.talk, at=now)]
                )
            case Step.ERASE if self.talks:
                self.erased_at = now
                await self.house.erase(self.talk)
                await self._meet()
            case Step.BACK if self.files:
                await self.intake.take_back(self.files[0], limit=99)
            case Step.INTAKE:
                await self.intake.once(limit=99)
        await self._hold()

    async def _meet(self) -> None:
        self.talks += 1
        keys = ContactKeys(user_id=self.phone, phone=self.phone)
        place = replace(PLACE, keys=keys)
        await self.house.contacts.open(place, name="Léa", conversation_id=self.talk)
        await self.house.log.start(started(self.talk))

    async def _hold(self) -> None:
        """Hold that no consent follows a STOP, or is older than the erasure."""
        if not self.talks:
            return
        past = (await self.house.log.read(self.talk)).past
        reach = Conversation.fold(self.talk, past).reach
        consent = reach.consents.of(ContactPurpose.SERVICE)
        if consent is not None and not reach.opted_out:
            assert not self.stopped
            given = datetime.fromisoformat(consent.wording)
            assert self.erased_at is None or given > self.erased_at


class SqlContract:
    async def test_a_consent_waits_for_its_contact_and_is_settled_once(self, url: str) -> None:
        async with opened(url) as house:
            assert await house.keep(IMPORTED) == 1
            assert await house.keep(IMPORTED, file=replace(FILE, file_id="f2")) == 0
            assert await house.book.matched(limit=9) == []

            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            assert await house.book.matched(limit=9) == [(IMPORTED, (C1,))]
            assert await house.files.at_hand("f1") == 1
            await house.book.settle(IMPORTED, ImportState.TAKEN, C1)
            assert await house.book.matched(limit=9) == []
            assert await house.counts() == {ImportState.TAKEN: 1}

    async def test_a_file_counts_once_it_is_released_and_not_after_it_is_dropped(
        self, url: str
    ) -> None:
        other = replace(IMPORTED, phone="33612345679")
        async with opened(url) as house:
            await house.files.add(FILE, b"content")
            assert await house.files.content("f1") == b"content"
            await house.files.stage(FILE, [IMPORTED, other])
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            assert await house.book.matched(limit=9) == []
            assert await house.files.release("f1", limit=1) == 1
            assert await house.files.drop("f1", limit=9) == 2

            fault = BadConsent(line=3, fault=RowFault.PHONE)
            read = replace(FILE, state=FileState.READ, rows=3, good=2, bad=1, faults=(fault,))
            await house.files.count(read)
            assert await house.files.content("f1") == b""
            assert await house.files.get("f1") == read
            assert not await house.files.move("f1", FileState.IMPORTED, FileState.WITHDRAWING)
            assert await house.files.move("f1", FileState.READ, FileState.DISCARDED)
            await house.files.remove("f1")
            assert await house.files.all() == []

    async def test_what_is_taken_back_may_come_again_and_keeps_its_proof(self, url: str) -> None:
        async with opened(url) as house:
            await house.keep(IMPORTED)
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            await house.book.settle(IMPORTED, ImportState.TAKEN, C1)
            assert await house.book.taken("f1", limit=9) == [(IMPORTED, (C1,))]
            later = replace(IMPORTED, given_at=IMPORTED.given_at + timedelta(days=1))
            assert await house.keep(later, file=replace(FILE, file_id="f2")) == 1
            assert await house.book.taken("f1", limit=9) == [(IMPORTED, ())]  # f2 has it, too
            await house.book.settle(IMPORTED, ImportState.WITHDRAWN, None)
            assert await house.counts() == {ImportState.WITHDRAWN: 1}
            assert await house.keep(IMPORTED, file=replace(FILE, file_id="f3")) == 1

    async def test_a_persons_consents_are_exported_and_erased(self, url: str) -> None:
        async with opened(url) as house:
            await house.keep(IMPORTED)
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            lea = Person(conversations=(C1,))
            kept = [one async for one in house.holding.export(lea, content=False)]
            assert [one["proof"] for one in kept] == ["form 17"]
            assert await house.erase(C1) == 1
            assert await house.book.matched(limit=9) == []

    @pytest.mark.parametrize("imported", [True, False])
    async def test_a_stop_outlives_the_erasure_of_its_conversation(
        self, url: str, *, imported: bool
    ) -> None:
        async with opened(url) as house:
            if imported:
                await house.keep(IMPORTED)
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            await house.log.start(started())
            await house.log.append(C1, [ContactOptedOut(conversation_id=C1, at=NOON)])
            before = await house.files.stage(FILE, [replace(IMPORTED, purpose=MARKETING)])
            assert before == Staged(new=0, known=0, stopped=1)
            await house.erase(C1)

            other = replace(IMPORTED, phone="33612345679")
            again = replace(IMPORTED, purpose=MARKETING)
            newer = replace(IMPORTED, given_at=NOON + timedelta(days=99))
            assert await house.keep(IMPORTED, again, newer, other) == 1
            await house.contacts.open(PLACE, name="Léa", conversation_id=ConversationId("c2"))
            assert await house.book.matched(limit=9) == []

    async def test_an_erased_person_is_written_to_on_no_older_consent(self, url: str) -> None:
        async with opened(url) as house:
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            await house.erase(C1)
            older = [IMPORTED, replace(IMPORTED, purpose=MARKETING)]
            newer = replace(IMPORTED, given_at=NOON + timedelta(seconds=1))
            assert await house.files.stage(FILE, [*older, newer]) == Staged(
                new=1, known=0, stopped=2
            )
            marks = await fetch(house.database, select(stops.c.mark))
            assert {len(one.mark) for one in marks} == {64}  # no number

    async def test_a_stop_settled_is_kept_of_its_purpose_for_good(self, url: str) -> None:
        async with opened(url) as house:
            await house.keep(IMPORTED)
            await house.book.settle(IMPORTED, ImportState.STOPPED, C1)
            await house.erase(C1)
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            await house.erase(C1)  # once more, without a STOP: the first one stays
            newer = replace(IMPORTED, given_at=NOON + timedelta(days=99))
            assert await house.keep(newer, replace(newer, purpose=MARKETING)) == 1

    async def test_both_accounts_conversations_come_with_one_consent(self, url: str) -> None:
        async with opened(url) as house:
            await house.keep(IMPORTED)
            await house.contacts.open(PLACE, name="Léa", conversation_id=C1)
            second = replace(PLACE, account_id=AccountId("n2"))
            c2 = ConversationId("c2")
            await house.contacts.open(second, name="Léa", conversation_id=c2)
            assert await house.book.matched(limit=1) == [(IMPORTED, (C1, c2))]


class TestSqliteImportBook(OnSqlite, SqlContract):
    @settings(
        max_examples=120,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(steps=st.lists(st.sampled_from(Step), max_size=9))
    async def test_no_import_reaches_who_stopped_or_was_erased(
        self, url: str, steps: list["Step"]
    ) -> None:
        async with opened(url) as house:
            contact = OneContact(house, str(next(NUMBERS)))
            for step in steps:
                await contact.take(step)
            await contact.take(Step.INTAKE)


@pytest.mark.postgres
class TestPostgresImportBook(OnPostgres, SqlContract):
    pass

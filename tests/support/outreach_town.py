"""Outreach on the SQL stores, with a turn that reads consents and STOP, and a clock set by hand."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.privacy_holdings import assemble_privacy
from assistant.commerce.order import Order
from assistant.commerce.ports import ShopSystem
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    CustomerWrote,
    IdentityProven,
    ReplyWritten,
)
from assistant.conversation.ids import AccountId, ContactId, ConversationId, CustomerId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.desk.conversation_merge import ConversationMerge
from assistant.desk.desk_service import Desk
from assistant.desk.privacy.person import PersonQuery
from assistant.messages.channels.updates import AccountContact, ContactKeys
from assistant.messages.steps.channel_conventions import ChannelConventions
from assistant.messages.steps.consent_requests import ConsentRequests
from assistant.messages.steps.turn_step import take_steps
from assistant.messages.turn_outcome import ShopVoice
from assistant.outreach.cause_search import CauseSearch
from assistant.outreach.consent_imports.consent_file import COLUMNS
from assistant.outreach.consent_imports.consent_intake import ConsentIntake
from assistant.outreach.consent_imports.import_file import FileState, ImportFile
from assistant.outreach.consent_imports.import_round import ImportSteps
from assistant.outreach.fact_sources.gathered_facts import FactGathering
from assistant.outreach.fact_sources.question_facts import QuestionFacts
from assistant.outreach.fact_sources.wish_facts import WishFacts
from assistant.outreach.first_writer import FirstWriter, OutreachRules
from assistant.outreach.intents import TriggerSwitch
from assistant.outreach.known_talks import KnownTalks
from assistant.outreach.triggers.customer_facts import CustomerFactKind, CustomerFacts
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.stores.files.folder_attachments import FolderAttachments
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.desk.customer_talks import SqlCustomerTalks
from integrations.stores.sql.operations.consent_import_book import (
    SqlImportBook,
    hold_imported_consents,
)
from integrations.stores.sql.operations.import_file_book import SqlImportFiles
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from tests.support.memory.assemblies.outreach_house import (
    PARIS,
    FixedAnswers,
    OneTemplate,
    ShelfProducts,
)
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.processes.databases import make_sqlite_tables
from tests.support.processes.takeovers import an_agent
from tests.support.seeds.conversation_events import started
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.messages.steps.test_consent_requests import Offer

KEY = bytes(32)
ON = (
    TriggerName.PARCEL_LATE,
    TriggerName.BACK_IN_STOCK,
    TriggerName.QUESTION_ANSWERED,
)


@dataclass(slots=True)
class CountryShelf:
    """Orders and countries by customer, as the port `CustomerFactReader`."""

    countries: dict[CustomerId, str]
    orders: dict[CustomerId, tuple[Order, ...]] = field(default_factory=dict)

    async def of(self, customer_id: CustomerId) -> tuple[CustomerFacts, str] | None:
        orders = self.orders.get(customer_id, ())
        facts = CustomerFacts(customer_id=customer_id, orders=orders)
        return facts, self.countries[customer_id]


@dataclass(slots=True)
class KnownNumbers(OneTemplate):
    """A telephone number for each conversation that has one, and each trigger's template."""

    numbers: dict[ConversationId, str] = field(default_factory=dict)

    async def number(self, conversation_id: ConversationId) -> str:
        return self.numbers.get(conversation_id, "")


@dataclass(frozen=True, slots=True)
class PlainAnswers:
    """Answer everything that the steps before passed on, as the last step of a turn."""

    clock: HandClock
    new_id: "count[int]"

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        if not conversation.unanswered or not conversation.ownership.stage.is_assistants:
            return ()
        return (
            ReplyWritten(
                conversation_id=conversation.conversation_id,
                at=self.clock.now(),
                message_id=MessageId(f"a{next(self.new_id)}"),
                author=Author.ASSISTANT,
                kind=ReplyKind.ANSWERED,
                text="Bien sûr.",
                language="fr",
                answers=tuple(one.message_id for one in conversation.unanswered),
            ),
        )


class OutreachTown:
    """Everything around outreach on one database; a process that has just started each time."""

    def __init__(
        self, database: Database, folder: Path, *, at: datetime, countries: dict[CustomerId, str]
    ) -> None:
        self.clock, self.ids = HandClock(at=at), count(1)
        self.log, self.cases = SqlEventLog(database), SqlCases(database)
        self.book, self.others = SqlIntentBook(database), SqlCustomerTalks(database)
        self.contacts = SqlContactBook(database)
        self.shop, self.channels = CountryShelf(countries), KnownNumbers()
        self.assortment, self.trial = ShelfProducts(), FixedAnswers()
        self.files = SqlImportFiles(database, KEY)
        self.imports = ImportSteps(
            files=self.files,
            intake=ConsentIntake(
                book=SqlImportBook(database, KEY), events=self.log, clock=self.clock
            ),
            clock=self.clock,
        )
        self.privacy = self._privacy(database, folder)
        self.desk = Desk(
            events=self.log, queue=MemoryWorkQueue(), fanout=MemoryFanout(), clock=self.clock
        )
        self.merging = ConversationMerge(
            events=self.log, desk=self.desk, shop="Brisemare", zones=lambda _: ZoneInfo("UTC")
        )
        self.facts = FactGathering(
            shop=self.shop,
            default_language="fr",
            sources={
                CustomerFactKind.WISHES: WishFacts(self.assortment),
                CustomerFactKind.QUESTIONS: QuestionFacts(
                    trial=self.trial, versions=self.trial.version, clock=self.clock
                ),
            },
        )
        self.steps = (
            ChannelConventions(
                voice=ShopVoice(
                    shop=Shop(name="Brisemare", contact={}), clock=self.clock, outlooks=None
                ),
                clock=self.clock,
                new_id=self._reply_id,
                default_language="fr",
                consents=self.others,
            ),
            ConsentRequests(offer=Offer(), clock=self.clock, new_id=self._reply_id),
            PlainAnswers(self.clock, self.ids),
        )

    def _privacy(self, database: Database, folder: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
        memory = MemoryShop(RECORDS)
        system = ShopSystem(customers=memory, orders=memory, assortment=memory)
        files = FolderAttachments(folder / "attachments", most_bytes=1_000)
        whole = assemble_privacy(database, system, key=KEY, files=files)
        timed = hold_imported_consents(database, KEY, self.clock)
        holdings = [timed if one.name == timed.name else one for one in whole.holdings]
        return replace(whole, holdings=holdings, clock=self.clock)

    def _reply_id(self) -> MessageId:
        return MessageId(f"r{next(self.ids)}")

    async def turn_on(self) -> None:
        """Turn the triggers on; nobody is left alone."""
        for name in ON:
            switch = TriggerSwitch(
                trigger=name, is_on=True, holdout=0.0, at=self.clock.now(), by="ops"
            )
            await self.book.turn(switch)

    async def meet(self, name: str, channel: ChannelKind, account: str, phone: str) -> None:
        """Begin the conversation of a contact; `phone` is in E.164 without "+", or empty."""
        conversation_id, user = ConversationId(name), phone or name
        place = AccountContact(
            channel=channel,
            account_id=AccountId(account),
            keys=ContactKeys(user_id=user, phone=phone),
        )
        if channel is not ChannelKind.WEBCHAT:
            await self.contacts.open(place, name="", conversation_id=conversation_id)
        if phone:
            self.channels.numbers[conversation_id] = phone
        begun = replace(
            started(name, self.clock.now()),
            channel=channel,
            account_id=AccountId(account),
            contact_id=ContactId(user),
        )
        await self.log.start(begun)

    async def say(self, name: str, text: str) -> None:
        """Let the customer write, and the assistant take its turn."""
        conversation_id, message = ConversationId(name), f"m{next(self.ids)}"
        begun = (await self.log.read(conversation_id)).fold().started
        assert begun is not None
        wrote = CustomerWrote(
            conversation_id=conversation_id,
            at=self.clock.now(),
            message_id=MessageId(message),
            text=text,
        )
        await self.log.accept(
            wrote, account_id=begun.account_id, provider_message_id=f"{name}:{message}"
        )
        taken = await take_steps(self.steps, (await self.log.read(conversation_id)).fold())
        await self.tell(name, *taken)

    async def tell(self, name: str, *events: ConversationEvent) -> None:
        """Write events into a conversation's log."""
        if events:
            await self.log.append(ConversationId(name), list(events))

    async def prove(self, name: str, customer: CustomerId) -> None:
        """Let the contact of a conversation prove who they are."""
        proof = IdentityProven(
            conversation_id=ConversationId(name),
            at=self.clock.now(),
            customer_id=customer,
            method="code",
        )
        await self.tell(name, proof)

    async def merge(self, source: str, into: str) -> None:
        """Let an agent merge two conversations, and give the second back to the assistant."""
        agent = an_agent()
        await self.merging.merge(ConversationId(source), ConversationId(into), agent=agent)
        released = ConversationReleased(
            conversation_id=ConversationId(into), at=self.clock.now(), rule="given_back"
        )
        await self.tell(into, released)

    async def erase(self, customer: CustomerId) -> None:
        """Erase everything that is kept of a customer."""
        person = await self.privacy.find(PersonQuery(customer_id=customer))
        await self.privacy.erase(person, by=None)

    async def retain(self, days: int) -> None:
        """Erase the conversations in which nobody wrote for so many days."""
        await self.privacy.retain(keep_days=days)

    async def upload(self, file_id: str, rows: Sequence[Sequence[str]]) -> None:
        """Import a file of consents, as a person does on its page: read, then imported."""
        names = (*COLUMNS[:4], "confirmed_at", *COLUMNS[4:])
        text = "\n".join(",".join(one) for one in (names, *rows))
        file = ImportFile(
            file_id=file_id,
            state=FileState.READING,
            at=self.clock.now(),
            by="ops",
            lines=len(rows) + 1,
        )
        await self.files.add(file, text.encode())
        await self._until(file_id, FileState.READ)
        assert await self.files.move(file_id, FileState.READ, FileState.IMPORTING)
        await self._until(file_id, FileState.IMPORTED)

    async def take_back(self, file_id: str) -> None:
        """Take a file of consents back."""
        assert await self.files.move(file_id, FileState.IMPORTED, FileState.WITHDRAWING)
        await self._until(file_id, FileState.WITHDRAWN)

    async def _until(self, file_id: str, state: FileState) -> None:
        for _ in range(20):
            await self.cases.advance(limit=500)
            await self.imports.once()
            file = await self.files.get(file_id)
            if file is None or file.state is state:
                return
        raise AssertionError(state)

    async def follow(self) -> None:
        """Let the lists follow the log."""
        while (await self.cases.advance(limit=500)).more:
            pass

    async def work(self) -> None:
        """Let the lists follow the log, take consents in, look at everybody, and write."""
        await self.follow()
        await self.imports.once()
        search = self._search()
        turned = {one.trigger: one for one in await self.book.switches()}
        while await search.next_page(turned):
            pass
        await self._writer().work(frozenset(turned), limit=500)

    def _search(self) -> CauseSearch:
        return CauseSearch(
            audience=self.book,
            book=self.book,
            facts=self.facts,
            talks=KnownTalks(self.log),
            clock=self.clock,
            triggers=TRIGGERS,
            key=KEY,
        )

    def _writer(self) -> FirstWriter:
        return FirstWriter(
            book=self.book,
            facts=self.facts,
            channels=self.channels,
            events=self.log,
            talks=KnownTalks(self.log),
            others=self.others,
            queue=MemoryWorkQueue(),
            clock=self.clock,
            triggers=TRIGGERS,
            rules=OutreachRules(shop="Brisemare", default_place=PARIS),
        )

    async def said(self, name: str) -> list[ReplyWritten]:
        """Return the messages of outreach in a conversation: those that the outbox is to send."""
        past = (await self.log.read(ConversationId(name))).past
        return [one for one in past if isinstance(one, ReplyWritten) and one.origin]

    async def reasons(self) -> Counter[str]:
        """Return how many intents there are by trigger, state and reason."""
        found = Counter[str]()
        for one in await self.book.states():
            found[f"{one.trigger} {one.state} {one.reason}"] += one.intents
        return found


_templates: list[Path] = []


async def migrated(folder: Path) -> Path:
    """Return a database with its tables, copied from one that is made once."""
    if not _templates:
        template = Path(tempfile.mkdtemp(prefix="consent-template-")) / "town.db"
        _templates.append(await make_sqlite_tables(template))
    return Path(shutil.copy(_templates[0], folder))

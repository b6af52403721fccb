"""Two customers of whom all sorts of things are kept, in a database and a folder."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assistant.app.compose.privacy_holdings import assemble_privacy
from assistant.commerce.ports import ShopSystem
from assistant.commerce.shop_ids import OrderId, ProductId, VariantId
from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationErased,
    IdentityProven,
)
from assistant.conversation.ids import ContactId, ConversationId
from assistant.desk.privacy.privacy_service import Privacy
from assistant.improvement.changes.change_set import ChangeSignal
from assistant.kit.mail.letter import Letter, LetterId, LetterKind
from assistant.operations.alerts.ports import WaitingCustomer
from assistant.operations.goodwill.ports import Grant
from integrations.stores.files.folder_attachments import FolderAttachments
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from integrations.stores.sql.operations.goodwill_book import SqlGoodwillBook
from integrations.stores.sql.operations.waiting_list import SqlWaitingList
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.support.seeds.people_events import addressed, agent_replied, labelled, noted, of
from tests.support.seeds.shop_records import LEA, RECORDS, TOM, euros

WORDS = "Zéphyrine writes"
NOW = datetime.now(UTC)


class Scene:
    """Léa, who proved it in one conversation and left an address in another; and Tom."""

    def __init__(self, database: Database, folder: Path) -> None:
        shop = MemoryShop(RECORDS)
        self.database = database
        self.log = SqlEventLog(database)
        self.email = ""
        self.shop = shop
        self.cases = SqlCases(database)
        system = ShopSystem(customers=shop, orders=shop, assortment=shop)
        self.folder = folder
        self.files = FolderAttachments(folder / "attachments", most_bytes=100_000)
        self.privacy: Privacy = assemble_privacy(database, system, key=bytes(32), files=self.files)

    async def furnish(self) -> None:
        lea = await self.shop.with_id(LEA)
        assert lea is not None
        self.email = lea.email
        for conversation, customer in (("proven", LEA), ("toms", TOM), ("left", None)):
            await self.open(conversation)
            if customer is not None:
                proof = IdentityProven(
                    conversation_id=ConversationId(conversation),
                    at=NOW,
                    customer_id=customer,
                    method="code",
                )
                await self.log.append(ConversationId(conversation), [proof])
        given = ContactAddressGiven(
            conversation_id=ConversationId("left"), at=NOW, email=self.email
        )
        await self.log.append(ConversationId("left"), [given])
        await SqlMailSpool(self.database).put(
            Letter(
                letter_id=LetterId("l1"),
                recipient=self.email,
                kind=LetterKind.BACK_IN_STOCK,
                language="fr",
                values={"name": WORDS},
                made_at=NOW,
            )
        )
        waiting = WaitingCustomer(
            alert_id="a1",
            customer_id=LEA,
            product_id=ProductId("shirt"),
            variant_id=VariantId("shirt-s"),
            asked_at=NOW,
        )
        await SqlWaitingList(self.database).keep(waiting)
        grant = Grant(
            key="g1",
            operation="voucher",
            customer_id=LEA,
            order_id=OrderId("o1"),
            amount=euros(10),
            role="agent",
            at=NOW,
        )
        await SqlGoodwillBook(self.database).keep(grant, lambda _: True)
        signals = tuple(
            ChangeSignal(conversation_id=one, message_id=f"m-{one}", at=NOW)
            for one in ("proven", "toms")
        )
        changes = SqlChangeBook(self.database)
        await changes.put(replace(change_set(), signals=signals), expected_version=None)
        await self.send_a_file()
        await self.take_in()

    async def send_a_file(self) -> None:
        """Have an agent send Léa a file, note and label what they think."""
        conversation = ConversationId("proven")
        self.file = await self.files.keep(f"{WORDS}.txt", WORDS.encode())
        reply = replace(agent_replied("a1"), at=NOW, text=WORDS, attachments=(self.file,))
        note = noted("proven", "n1", WORDS, "anna")
        label = labelled("proven", WORDS)
        for event in (reply, note, label, addressed("proven", self.email)):
            await self.log.append(conversation, [of("proven", event)])

    async def take_in(self) -> None:
        """Have the desk's lists follow the log."""
        while (await self.cases.advance(limit=500)).events:
            pass

    async def open(self, conversation: str, at: datetime = NOW) -> None:
        opened = replace(started(conversation, at), contact_id=ContactId(f"contact-{conversation}"))
        await self.log.start(opened)
        message = wrote(f"{conversation}-m1", conversation, at, WORDS)
        await self.log.accept(message, account_id=WIDGET, provider_message_id=message.message_id)
        answer = replied(f"{conversation}-r1", f"{conversation}-m1", conversation=conversation)
        await self.log.append(ConversationId(conversation), [replace(answer, at=at)])

    async def erased(self, conversation: str) -> bool:
        events = (await self.log.read(ConversationId(conversation))).events
        return isinstance(events[-1].event, ConversationErased)

    async def everything(self) -> str:
        """Return the text of every row of every table, of the search's own too."""
        return await self.database.read(_everything)


def _everything(connection: Connection) -> str:
    names = inspect(connection).get_table_names()
    if connection.dialect.name == "sqlite":  # FTS5's own tables are among them
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        names = list(rows.scalars())
    parts = list[str]()
    for name in names:
        for row in connection.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608
            values = (v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in row)
            parts.append(f"{name}: {list(values)}")
    return "\n".join(parts)

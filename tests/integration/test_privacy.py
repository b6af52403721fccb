"""What is kept of a person is handed out, or erased everywhere: on SQLite and on PostgreSQL."""

import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, text

from assistant.alerts.ports import Waiting
from assistant.app.privacy import assemble_privacy
from assistant.commerce.ids import ProductId, VariantId
from assistant.commerce.ports import ShopSystem
from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationErased,
    IdentityProven,
)
from assistant.conversation.ids import AgentId, ContactId, ConversationId
from assistant.mail.letter import Letter, LetterId, LetterKind
from assistant.memory_attachments import MemoryAttachments
from assistant.memory_shop import MemoryShop
from assistant.privacy.person import Wanted
from assistant.privacy.service import Privacy
from integrations.files.attachments import FolderAttachments
from integrations.sql import SqlEventLog
from integrations.sql.database import Database, open_database
from integrations.sql.mail_spool import SqlMailSpool
from integrations.sql.waiting_list import SqlWaitingList
from tests.infra.comptoir import run
from tests.infra.events import WIDGET, replied, started, wrote
from tests.infra.handling import claimed
from tests.infra.postgres import fresh_database, running_postgres
from tests.infra.shop_records import LEA, RECORDS, TOM

WORDS = "Zéphyrine writes"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        async with open_database(f"sqlite:///{tmp_path / 'log.db'}") as database:
            yield database
        return
    server = request.getfixturevalue("postgres")
    async with fresh_database(server) as url, open_database(url) as database:
        yield database


class Scene:
    """Léa, who proved it in one conversation and left an address in another; and Tom."""

    def __init__(self, database: Database, folder: Path) -> None:
        shop = MemoryShop(RECORDS)
        self.database = database
        self.log = SqlEventLog(database)
        self.email = ""
        self.shop = shop
        system = ShopSystem(customers=shop, orders=shop, assortment=shop)
        self.files = FolderAttachments(folder / "attachments", most_bytes=100_000)
        self.privacy: Privacy = assemble_privacy(database, system, self.files)

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
        waiting = Waiting(
            alert_id="a1",
            customer_id=LEA,
            product_id=ProductId("shirt"),
            variant_id=VariantId("shirt-s"),
            asked_at=NOW,
        )
        await SqlWaitingList(self.database).keep(waiting)

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
        """Return the text of every row of every table."""

        def read(connection: Connection) -> str:
            names = ("events", "letters", "stock_waiting", "conversations")
            rows = [connection.execute(text(f"SELECT * FROM {one}")).all() for one in names]  # noqa: S608
            return repr(rows)

        return await self.database.read(read)


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> Scene:
    scene = Scene(database, tmp_path)
    await scene.furnish()
    return scene


class TestAPerson:
    @pytest.mark.parametrize("by", ["email", "customer_id", "conversation_id"])
    async def test_is_found_by_any_of_their_names(self, scene: Scene, by: str) -> None:
        named: dict[str, Any] = {
            "email": scene.email.upper(),
            "customer_id": LEA,
            "conversation_id": ConversationId("proven"),
        }

        person = await scene.privacy.find(Wanted(**{by: named[by]}))

        assert set(person.conversations) == {"proven", "left"}
        assert person.customer_ids == {LEA}
        assert person.addresses == {scene.email}

    async def test_gets_everything_that_is_kept_of_them_and_nothing_of_others(
        self, scene: Scene
    ) -> None:
        person = await scene.privacy.find(Wanted(customer_id=LEA))

        document = orjson.loads(
            orjson.dumps(await scene.privacy.export(person, by=AgentId("anna")), default=str)
        )

        assert [one["conversation_id"] for one in document["conversations"]] == ["proven", "left"]
        assert json.dumps(document, ensure_ascii=False).count(WORDS) == 3  # two messages, a letter
        assert [one["product_id"] for one in document["stock_alerts"]] == ["shirt"]
        assert document["shop"][0]["customer"]["email"] == scene.email
        assert len(document["shop"][0]["orders"]) > 0
        assert "toms" not in json.dumps(document)

    async def test_is_erased_from_every_store_and_others_are_not(self, scene: Scene) -> None:
        person = await scene.privacy.find(Wanted(customer_id=LEA))

        erased = await scene.privacy.erase(person, by=AgentId("anna"))

        assert (erased.conversations, erased.others) == (
            2,
            {"letters": 1, "stock_alerts": 1, "files": 1, "shop": 0},
        )
        left = await scene.everything()
        assert scene.email not in left
        assert left.count(WORDS) == 1  # Tom's
        assert not await scene.erased("toms")

    async def test_is_erased_once(self, scene: Scene) -> None:
        person = await scene.privacy.find(Wanted(customer_id=LEA))
        await scene.privacy.erase(person, by=None)

        again = await scene.privacy.find(Wanted(customer_id=LEA))

        assert again.conversations == ()

    async def test_leaves_a_trace_in_the_audit_that_names_nobody(self, scene: Scene) -> None:
        person = await scene.privacy.find(Wanted(customer_id=LEA))
        await scene.privacy.export(person, by=AgentId("anna"))
        await scene.privacy.erase(person, by=AgentId("anna"))

        entries = await scene.privacy.audit.read()

        assert [one.deed.action for one in entries] == ["customer_exported", "customer_erased"]
        assert len({one.deed.subject for one in entries}) == 1
        assert scene.email not in repr(entries)
        assert LEA not in [one.deed.subject for one in entries]


class TestTheRetentionTime:
    async def test_ends_for_what_nobody_wrote_in_and_no_person_has(self, scene: Scene) -> None:
        old = NOW - timedelta(days=400)
        for conversation in ("old", "old-but-open"):
            await scene.open(conversation, at=old)
        kept = replace(claimed("anna", at=old), conversation_id=ConversationId("old-but-open"))
        await scene.log.append(ConversationId("old-but-open"), [kept])

        erased = await scene.privacy.retain(keep_days=365)

        assert erased == 1
        assert await scene.erased("old")
        for conversation in ("old-but-open", "proven", "toms"):
            assert not await scene.erased(conversation)
        assert await scene.privacy.retain(keep_days=365) == 0


class TestTheCommandLine:
    async def test_hands_out_and_erases_after_asking(self, tmp_path: Path) -> None:
        data_dir = tmp_path / "data"
        data_dir.mkdir()
        async with open_database(f"sqlite:///{data_dir / 'comptoir.db'}") as database:
            await Scene(database, data_dir).open("c1")
        file = tmp_path / "person.json"

        def privacy(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
            return run("privacy", *arguments, "--data-dir", data_dir)

        handed = privacy("export", "--conversation", "c1", "--output", file)
        refused = privacy("erase")
        gone = privacy("erase", "--conversation", "c1", "--yes")
        again = privacy("retain", "--days", "1")

        assert "1 conversations written" in handed.stdout
        assert WORDS in file.read_text()
        assert refused.returncode == 2
        assert "--email, --customer or --conversation" in refused.stderr
        assert "1 conversations erased" in gone.stdout
        assert "0 conversations erased" in again.stdout

"""What is kept of a person is handed out, or erased everywhere: on SQLite and on PostgreSQL."""

import json
import os
import subprocess
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from assistant.app.compose.privacy_holdings import assemble_unsent
from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.attachment_store import UnknownAttachmentError
from assistant.desk.lists.list_projection import rebuild
from assistant.desk.ports import CaseQuery, View
from assistant.desk.privacy.person import PersonQuery
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.privacy.personal_traces import SqlTraces
from tests.contract.traces import Scene as Traces
from tests.contract.traces import TracesContract
from tests.support.processes.comptoir import run
from tests.support.processes.databases import fresh_database
from tests.support.seeds.erasure_scene import NOW, WORDS, Scene
from tests.support.seeds.people_events import claimed
from tests.support.seeds.shop_records import LEA

pytestmark = pytest.mark.slow  # whole stores filled for each test, and commands as processes


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        async with open_database(f"sqlite:///{tmp_path / 'log.db'}") as database:
            yield database
        return
    server = request.getfixturevalue("server_url")
    async with fresh_database(server) as url, open_database(url) as database:
        yield database


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> Scene:
    scene = Scene(database, tmp_path)
    await scene.furnish()
    return scene


class TestSqlTraces(TracesContract):
    @pytest.fixture
    def scene(self, database: Database) -> Traces:
        return Traces(log=SqlEventLog(database), traces=SqlTraces(database))


class TestAPerson:
    @pytest.mark.parametrize("by", ["email", "customer_id", "conversation_id"])
    async def test_is_found_by_any_of_their_names(self, scene: Scene, by: str) -> None:
        named: dict[str, Any] = {
            "email": scene.email.upper(),
            "customer_id": LEA,
            "conversation_id": ConversationId("proven"),
        }

        person = await scene.privacy.find(PersonQuery(**{by: named[by]}))

        assert set(person.conversations) == {"proven", "left"}
        assert person.customer_ids == {LEA}
        assert person.addresses == {scene.email}

    async def test_gets_everything_that_is_kept_of_them_and_nothing_of_others(
        self, scene: Scene
    ) -> None:
        person = await scene.privacy.find(PersonQuery(customer_id=LEA))

        document = orjson.loads(
            orjson.dumps(await scene.privacy.export(person, by=AgentId("anna")), default=str)
        )

        assert [one["conversation_id"] for one in document["conversations"]] == ["proven", "left"]
        said = 2 + 1 + 1  # messages, a letter, a reply
        assert json.dumps(document, ensure_ascii=False).count(WORDS) == said + 4  # notes, files ...
        assert [one["product_id"] for one in document["stock_alerts"]] == ["shirt"]
        assert [one["operation"] for one in document["goodwill"]] == ["voucher"]
        assert [one["message_id"] for one in document["change_sets"]] == ["m-proven"]
        (file,) = document["files"]
        assert (file["name"], file["size"]) == (scene.file.name, scene.file.size)
        assert "base64" not in file
        assert document["shop"][0]["customer"]["email"] == scene.email
        assert len(document["shop"][0]["orders"]) > 0
        assert "toms" not in json.dumps(document)

    async def test_is_erased_from_every_store_and_others_are_not(self, scene: Scene) -> None:
        person = await scene.privacy.find(PersonQuery(customer_id=LEA))

        erased = await scene.privacy.erase(person, by=AgentId("anna"))

        assert (erased.conversations, erased.others) == (
            2,
            {
                "letters": 1,
                "stock_alerts": 1,
                "goodwill": 1,
                "replays": 0,
                "quality": 0,
                "change_sets": 1,
                "rehearsals": 0,
                "outreach": 0,
                "consents": 0,
                "files": 1,
                "channel_contacts": 0,
                "shop": 0,
            },
        )
        left = await scene.everything()
        for name in (
            scene.email,
            f"'{LEA}'",
            f'"{LEA}"',
            "contact-proven",
            "contact-left",
            scene.file.attachment_id,
        ):
            assert name not in left
        assert left.count(WORDS) == 1  # Tom's
        assert not list(scene.folder.rglob(scene.file.attachment_id))
        assert not await scene.erased("toms")

    async def test_gets_what_is_in_files_too_if_asked_for(self, scene: Scene) -> None:
        person = await scene.privacy.find(PersonQuery(customer_id=LEA))

        document = await scene.privacy.export(person, by=None, content=True)

        (file,) = cast("list[dict[str, str]]", document["files"])
        assert b64decode(file["base64"]).decode() == WORDS

    async def test_stays_erased_when_lists_are_made_again(self, scene: Scene) -> None:
        person = await scene.privacy.find(PersonQuery(customer_id=LEA))
        await scene.privacy.erase(person, by=None)

        await rebuild(scene.cases, progress=lambda _done, _last: None)

        left = await scene.everything()
        assert left.count(WORDS) == 1
        assert scene.email not in left
        page = await scene.cases.list(CaseQuery(view=View.ALL))
        assert [case.conversation_id for case in page.cases] == ["toms"]
        found = await scene.cases.list(CaseQuery(view=View.ALL, words="zephyrine"))
        assert [case.conversation_id for case in found.cases] == ["toms"]

    async def test_is_erased_once(self, scene: Scene) -> None:
        person = await scene.privacy.find(PersonQuery(customer_id=LEA))
        await scene.privacy.erase(person, by=None)

        again = await scene.privacy.find(PersonQuery(customer_id=LEA))

        assert again.conversations == ()

    async def test_leaves_a_trace_in_the_audit_that_names_nobody(self, scene: Scene) -> None:
        person = await scene.privacy.find(PersonQuery(customer_id=LEA))
        await scene.privacy.export(person, by=AgentId("anna"))
        await scene.privacy.erase(person, by=AgentId("anna"))

        entries = await scene.privacy.audit.read()

        assert [one.deed.action for one in entries] == ["customer_exported", "customer_erased"]
        assert len({one.deed.subject for one in entries}) == 1
        assert scene.email not in repr(entries)
        assert LEA not in [one.deed.subject for one in entries]


class TestAnErasure:
    async def test_leaves_no_copy_in_the_files_of_sqlite(self, tmp_path: Path) -> None:
        async with open_database(f"sqlite:///{tmp_path / 'log.db'}") as database:
            scene = Scene(database, tmp_path)
            await scene.furnish()
            for number in range(60):
                await scene.open(f"other-{number}")
            names = [one.encode() for one in (scene.email, "contact-proven", scene.file.name)]
            assert all(name in _bytes_of(tmp_path) for name in names)

            await scene.privacy.erase(
                await scene.privacy.find(PersonQuery(customer_id=LEA)), by=None
            )

            left = _bytes_of(tmp_path)
            assert [name for name in names if name in left] == []
            assert f'"{LEA}"'.encode() not in left


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


class TestAFileThatNobodySent:
    async def test_is_dropped_after_a_day_and_no_other(self, scene: Scene) -> None:
        unsent = await scene.files.keep("unsent.txt", b"Never sent")
        fresh = await scene.files.keep("fresh.txt", b"On its way")
        a_day_ago = (NOW - timedelta(days=1, minutes=1)).timestamp()
        for old in (unsent, scene.file):
            (place,) = scene.folder.rglob(f"{old.attachment_id}/data")
            os.utime(place, (a_day_ago, a_day_ago))
        unsent_files = assemble_unsent(scene.database, scene.files)

        assert await unsent_files.drop() == 1
        assert await unsent_files.drop() == 0

        with pytest.raises(UnknownAttachmentError):
            await scene.files.read(unsent.attachment_id)
        for kept in (fresh, scene.file):
            await scene.files.read(kept.attachment_id)


class TestTheCommandLine:
    @pytest.fixture(params=["sqlite", "postgres"])
    async def url(self, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
        if request.param == "sqlite":
            yield f"sqlite:///{tmp_path / 'comptoir.db'}"
            return
        async with fresh_database(request.getfixturevalue("server_url")) as url:
            yield url

    async def test_hands_out_and_erases_after_asking(self, url: str, tmp_path: Path) -> None:
        async with open_database(url) as database:
            await Scene(database, tmp_path).furnish()
        file = tmp_path / "person.json"

        def privacy(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
            where = ("--data-dir", tmp_path)
            return run("privacy", *arguments, *where, env={"COMPTOIR_LOG__URL": url})

        def whole() -> dict[str, Any]:
            document: dict[str, Any] = json.loads(file.read_text())
            return document

        handed = privacy("export", "--customer", LEA, "--output", file)
        content = "base64" in whole()["files"][0]
        privacy("export", "--customer", LEA, "--output", file, "--with-files")
        refused = privacy("erase")
        gone = privacy("erase", "--customer", LEA, "--yes")
        again = privacy("retain", "--days", "1")
        anew = privacy("compact")

        assert "1 conversations written" in handed.stdout
        assert not content
        assert b64decode(whole()["files"][0]["base64"]).decode() == WORDS
        assert refused.returncode == 2
        assert "--email, --customer or --conversation" in refused.stderr
        assert "1 conversations erased" in gone.stdout
        assert "0 conversations erased" in again.stdout
        assert anew.returncode == 0, anew.stderr


def _bytes_of(folder: Path) -> bytes:
    """Return all that is on the disk, with the folder's own names."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    return b"\n".join(str(one).encode() + one.read_bytes() for one in files)

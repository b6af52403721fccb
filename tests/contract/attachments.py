"""What every `Attachments` does. Inherit `AttachmentsContract`, override `files`."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.attachment_store import (
    AttachmentRefusedError,
    Attachments,
    UnknownAttachmentError,
    UploadOrigin,
)
from assistant.desk.file_formats import Flaw
from tests.support.seeds.media_files import TEXT, WHOLE, pdf, png

MOST = 10_000
"""Bytes, which the adapter under test is told."""


class AttachmentsContract:
    @pytest.fixture
    def files(self) -> Attachments:
        raise NotImplementedError

    @pytest.mark.parametrize("media_type", WHOLE)
    async def test_comes_back_as_it_was_kept(self, files: Attachments, media_type: str) -> None:
        data = WHOLE[media_type]

        kept = await files.keep("photo", data)

        assert (kept.media_type, kept.size) == (media_type, len(data))
        assert kept.sha256 == sha256(data).hexdigest()
        stored = await files.read(kept.attachment_id)
        assert (stored.attachment, stored.data) == (kept, data)

    async def test_the_same_file_twice_is_two(self, files: Attachments) -> None:
        first, second = await files.keep("a.png", png()), await files.keep("a.png", png())

        await files.drop(first.attachment_id)

        assert (await files.read(second.attachment_id)).data == png()

    async def test_says_who_brought_it_and_for_which_conversation(self, files: Attachments) -> None:
        origin = UploadOrigin(agent_id=AgentId("anna"), conversation_id=ConversationId("c1"))

        brought = await files.keep("a.png", png(), origin=origin)
        other = await files.keep("a.png", png())

        assert (await files.read(brought.attachment_id)).origin == origin
        assert (await files.read(other.attachment_id)).origin is None
        described = await files.describe(brought.attachment_id)
        assert (described.attachment, described.origin) == (brought, origin)
        assert (await files.describe(other.attachment_id)).origin is None

    async def test_ids_are_not_guessed(self, files: Attachments) -> None:
        ids = {(await files.keep("a.txt", TEXT)).attachment_id for _ in range(20)}

        assert len(ids) == 20
        assert all(len(one) >= 32 for one in ids)

    @pytest.mark.parametrize(
        ("name", "data", "flaw"),
        [
            ("a.png", b"", Flaw.EMPTY),
            ("a.txt", b"a" * (MOST + 1), Flaw.TOO_LARGE),
            ("a.exe", b"MZ\x90\x00", Flaw.UNKNOWN_TYPE),
            ("a.png", pdf(), Flaw.NAME_SAYS_OTHERWISE),
            ("bill.pdf.exe", pdf(), Flaw.NAME_SAYS_OTHERWISE),
            ("a.html", TEXT, Flaw.NAME_SAYS_OTHERWISE),
        ],
    )
    async def test_what_is_not_taken_is_told_why(
        self, files: Attachments, name: str, data: bytes, flaw: Flaw
    ) -> None:
        with pytest.raises(AttachmentRefusedError) as refused:
            await files.keep(name, data)

        assert refused.value.flaw is flaw

    @pytest.mark.parametrize(
        "attachment_id",
        [
            "",
            "0" * 32,
            "..",
            "../../etc/passwd",
            "a/b",
            "0" * 31 + "\n",
            "\0",
            "0" * 5000,
            "É" * 32,
        ],
    )
    async def test_an_unknown_id_finds_nothing(
        self, files: Attachments, attachment_id: str
    ) -> None:
        with pytest.raises(UnknownAttachmentError):
            await files.read(attachment_id)
        with pytest.raises(UnknownAttachmentError):
            await files.describe(attachment_id)
        await files.drop(attachment_id)

    async def test_what_is_dropped_is_gone(self, files: Attachments) -> None:
        kept = await files.keep("a.txt", TEXT)

        await files.drop(kept.attachment_id)
        await files.drop(kept.attachment_id)

        with pytest.raises(UnknownAttachmentError):
            await files.read(kept.attachment_id)

    async def test_what_is_kept_says_since_when(self, files: Attachments) -> None:
        before = datetime.now(UTC) - timedelta(minutes=1)
        kept = await files.keep("a.txt", TEXT)
        dropped = await files.keep("b.txt", TEXT)
        await files.drop(dropped.attachment_id)

        found = await files.kept_before(datetime.now(UTC) + timedelta(minutes=1))

        assert list(found) == [kept.attachment_id]
        assert before < found[kept.attachment_id] <= datetime.now(UTC) + timedelta(seconds=1)
        assert not await files.kept_before(before)

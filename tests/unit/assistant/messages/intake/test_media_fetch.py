"""Files of customers' messages, from the channel to the conversation."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

import pytest

from assistant.conversation.events import (
    AttachmentReceived,
    AttachmentRefused,
    ConversationErased,
)
from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, MediaReference
from assistant.desk.attachment_store import UnknownAttachmentError
from assistant.kit.duty import Duty
from assistant.messages.channels.ports import DueMedia, ScannerUnavailableError, ScanVerdict
from assistant.messages.intake.customer_files import CustomerFiles
from assistant.messages.intake.media_fetch import (
    MediaFetcher,
    MediaGoneError,
    MediaLimits,
    MediaTooLargeError,
    MediaUnavailableError,
)
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.channel_books import MemoryMediaQueue, MemoryScanner
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.memory.work_queue import MemoryLeases
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.support.seeds.media_files import png

C1 = ConversationId("c1")
PNG = png()


@dataclass(slots=True)
class Shelf:
    """What a channel hands out."""

    data: bytes | Exception = PNG
    asked: int = 0

    async def fetch(self, due: DueMedia, *, most_bytes: int) -> bytes:
        del due, most_bytes
        self.asked += 1
        if isinstance(self.data, Exception):
            raise self.data
        return self.data


class Busy:
    """A scanner that is away."""

    async def scan(self, data: bytes) -> ScanVerdict:
        del data
        raise ScannerUnavailableError


@dataclass(slots=True)
class House:
    shelf: Shelf = field(default_factory=Shelf)
    scanner: MemoryScanner | Busy = field(default_factory=MemoryScanner)
    clock: HandClock = field(default_factory=HandClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    queue: MemoryMediaQueue = field(default_factory=MemoryMediaQueue)
    files: MemoryAttachments = field(default_factory=lambda: MemoryAttachments(most_bytes=10_000))

    async def receive(self, media: MediaReference | None = None) -> None:
        await self.log.start(started())
        await self.log.accept(wrote("m1"), account_id=AccountId("111"), provider_message_id="w1")
        await self.queue.put(due(media))

    async def fetch(self) -> int:
        fetching = MediaFetcher(
            queue=self.queue,
            sources={ChannelKind.WHATSAPP: self.shelf},
            files=CustomerFiles(attachments=self.files, scanner=self.scanner),
            events=self.log,
            clock=self.clock,
            duty=Duty(leases=MemoryLeases(), name="media", for_s=30),
            limits=MediaLimits(most_bytes=10_000),
        )
        return await fetching.once()

    async def told(self) -> list[AttachmentReceived | AttachmentRefused]:
        events = [stored.event for stored in (await self.log.read(C1)).events]
        return [e for e in events if isinstance(e, AttachmentReceived | AttachmentRefused)]

    async def waits(self) -> bool:
        return bool(await self.queue.due(self.clock.now() + timedelta(days=30), limit=9))


def due(media: MediaReference | None = None) -> DueMedia:
    return DueMedia(
        conversation_id=C1,
        message_id=MessageId("m1"),
        channel=ChannelKind.WHATSAPP,
        account_id=AccountId("111"),
        media=media or MediaReference(media_id="9", name="photo.png"),
        since=NOON,
    )


class TestAFile:
    async def test_is_kept_and_the_conversation_is_told(self) -> None:
        house = House()
        await house.receive()

        await house.fetch()

        (told,) = await house.told()
        assert isinstance(told, AttachmentReceived)
        assert (told.message_id, told.attachment.name) == ("m1", "photo.png")
        assert (await house.files.read(told.attachment.attachment_id)).data == PNG
        assert not await house.waits()

    @pytest.mark.parametrize("encode", [lambda d: b64encode(d).decode(), bytes.hex])
    async def test_is_compared_with_the_digest_that_was_announced(self, encode) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        house = House()
        await house.receive(MediaReference(media_id="9", sha256=encode(sha256(PNG).digest())))

        await house.fetch()

        assert isinstance((await house.told())[0], AttachmentReceived)

    async def test_that_was_damaged_on_the_way_is_fetched_again(self) -> None:
        house = House(shelf=Shelf(PNG + b"x"))
        await house.receive(MediaReference(media_id="9", sha256=sha256(PNG).hexdigest()))
        await house.fetch()
        assert await house.told() == []

        house.shelf.data = PNG
        house.clock.move(5)
        await house.fetch()

        assert isinstance((await house.told())[0], AttachmentReceived)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (MediaGoneError(), "gone"),
            (MediaTooLargeError(), "too_large"),
            (b"MZ\x90\x00 a program", "unknown_type"),
            (MemoryScanner().infected, "infected"),
            (b"", "empty"),
        ],
    )
    async def test_that_is_not_kept_says_why(self, data: bytes | Exception, reason: str) -> None:
        house = House(shelf=Shelf(data))
        await house.receive()

        await house.fetch()

        (told,) = await house.told()
        assert isinstance(told, AttachmentRefused)
        assert told.reason == reason
        assert not await house.waits()

    async def test_waits_while_the_channel_or_the_scanner_is_away(self) -> None:
        for house in (House(shelf=Shelf(MediaUnavailableError())), House(scanner=Busy())):
            await house.receive()

            await house.fetch()

            assert await house.told() == []
            assert await house.waits()
            assert await house.fetch() == 0  # not at once

    async def test_is_given_up_when_the_channel_has_forgotten_it(self) -> None:
        house = House(shelf=Shelf(MediaUnavailableError()))
        await house.receive()
        house.clock.move(timedelta(days=7).total_seconds())

        await house.fetch()

        (told,) = await house.told()
        assert isinstance(told, AttachmentRefused)
        assert told.reason == "gone"

    async def test_is_not_fetched_twice(self) -> None:
        house = House()
        await house.receive()
        await house.fetch()
        await house.queue.put(due())

        await house.fetch()

        assert len(await house.told()) == 1
        assert house.shelf.asked == 1

    async def test_of_whoever_was_erased_is_not_fetched(self) -> None:
        house = House()
        await house.receive()
        await house.log.erase(ConversationErased(conversation_id=C1, at=NOON))

        await house.fetch()

        assert not await house.waits()
        assert await house.files.kept_before(NOON + timedelta(days=9999)) == {}

    async def test_is_dropped_if_its_conversation_goes_meanwhile(self) -> None:
        house = House()
        await house.receive()
        kept: list[str] = []
        keep = house.files.keep

        async def erase_then_keep(name: str, data: bytes, *, origin: object) -> object:
            del origin
            file = await keep(name, data)
            kept.append(file.attachment_id)
            await house.log.erase(ConversationErased(conversation_id=C1, at=NOON))
            return file

        house.files.keep = erase_then_keep  # type: ignore[method-assign,assignment]
        await house.fetch()

        with pytest.raises(UnknownAttachmentError):
            await house.files.read(kept[0])

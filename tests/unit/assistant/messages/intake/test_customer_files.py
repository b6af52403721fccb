"""Customers' files, from whichever channel: looked at, redrawn, named by their bytes."""

import asyncio
from threading import Barrier, BrokenBarrierError

import pytest

from assistant.desk.attachment_store import AttachmentRefusedError
from assistant.desk.file_formats import Flaw
from assistant.messages.intake import customer_files
from assistant.messages.intake.customer_files import CustomerFiles, Unscanned, fitting_name
from tests.support.memory.channel_books import MemoryScanner
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.seeds.media_files import ogg, pdf, photograph, png


def files(scanner: MemoryScanner | Unscanned | None = None) -> CustomerFiles:
    kept = MemoryAttachments(most_bytes=1_000_000)
    return CustomerFiles(attachments=kept, scanner=scanner or MemoryScanner())


class TestAFile:
    async def test_of_a_photograph_is_kept_without_the_place_where_it_was_taken(self) -> None:
        intake = files()

        kept = await intake.keep("IMG_0042.jpg", photograph())

        data = (await intake.attachments.read(kept.attachment_id)).data
        assert kept.media_type == "image/jpeg"
        assert b"Exif" not in data

    async def test_of_another_kind_is_kept_byte_by_byte(self) -> None:
        intake = files()

        kept = await intake.keep("facture.pdf", pdf())

        assert (await intake.attachments.read(kept.attachment_id)).data == pdf()

    async def test_is_redrawn_while_no_other_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        meeting, met = Barrier(2), list[bool]()

        def draw(data: bytes) -> bytes:
            try:
                meeting.wait(0.1)
                met.append(True)
            except BrokenBarrierError:
                met.append(False)
            return data

        monkeypatch.setattr(customer_files, "redraw", draw)
        await asyncio.gather(*(files().keep("a.png", png()) for _ in range(4)))

        assert met == [False] * 4

    async def test_that_is_infected_is_not_kept(self) -> None:
        with pytest.raises(AttachmentRefusedError) as refused:
            await files().keep("eicar.txt", MemoryScanner().infected)

        assert refused.value.flaw is Flaw.INFECTED

    async def test_is_kept_unscanned_where_there_is_no_scanner(self) -> None:
        assert (await files(Unscanned()).keep("a.png", png())).media_type == "image/png"

    @pytest.mark.parametrize(
        "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>"]
    )
    async def test_that_a_browser_would_run_is_not_kept(self, data: bytes) -> None:
        with pytest.raises(AttachmentRefusedError):
            await files().keep("photo.png", data)


class TestAName:
    @pytest.mark.parametrize(
        ("given", "data", "kept"),
        [
            ("", png(), "file.png"),
            ("image", png(), "image.png"),
            ("photo.exe", png(), "photo.png"),
            ("../../etc/passwd", png(), "passwd.png"),
            ("C:\\photos\\jupe.heic", png(), "jupe.png"),
            ("vocal.opus", ogg(), "vocal.opus"),
            ("vocal", ogg(), "vocal.ogg"),
        ],
    )
    def test_ends_as_the_bytes_say(self, given: str, data: bytes, kept: str) -> None:
        assert fitting_name(given, data) == kept

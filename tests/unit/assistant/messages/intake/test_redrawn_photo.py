"""Pictures of customers: what is seen stays, what is hidden goes."""

from io import BytesIO

import pytest
from PIL import Image

from assistant.desk.attachment_store import AttachmentRefusedError
from assistant.desk.file_formats import Flaw, recognise
from assistant.messages.intake.redrawn_photo import LONGEST_PX, redraw
from tests.support.seeds.media_files import gif, jpeg, lying, pdf, photograph, see_through


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


class TestARedrawnPicture:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_keeps_its_format_and_size_and_loses_its_place(self, kind: str) -> None:
        photo = photograph(kind=kind)
        assert opened(photo).getexif()

        drawn = redraw(photo)

        assert opened(drawn).format == kind
        assert opened(drawn).size == (800, 600)
        assert not opened(drawn).getexif()
        assert recognise(drawn) == f"image/{kind.lower()}"

    def test_is_upright(self) -> None:
        top = opened(redraw(lying())).convert("RGB").getpixel((300, 10))

        assert isinstance(top, tuple)
        assert top[0] > top[2]

    def test_loses_what_a_telephone_put_behind_its_end(self) -> None:
        drawn = redraw(photograph() + b"MotionPhoto_Data" + bytes(99))

        assert b"MotionPhoto_Data" not in drawn
        assert recognise(drawn) == "image/jpeg"

    def test_loses_the_texts_that_were_written_into_it(self) -> None:
        from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415  # of this test alone

        texts, written = PngInfo(), BytesIO()
        texts.add_text("Author", "Lea Le Goff")
        Image.new("RGB", (40, 40), "red").save(written, "PNG", pnginfo=texts)

        assert b"Lea Le Goff" not in redraw(written.getvalue())

    def test_is_no_larger_than_a_person_needs(self) -> None:
        assert max(opened(redraw(photograph(4000, 3000))).size) == LONGEST_PX

    def test_keeps_what_is_seen_through(self) -> None:
        assert opened(redraw(see_through())).mode == "RGBA"

    @pytest.mark.parametrize("data", [gif(), pdf(), b"RIFF0000WAVE", b""])
    def test_is_no_other_file(self, data: bytes) -> None:
        assert redraw(data) == data


class TestAPicture:
    def test_that_cannot_be_read_is_refused(self) -> None:
        with pytest.raises(AttachmentRefusedError) as refused:
            redraw(jpeg())

        assert refused.value.flaw is Flaw.UNKNOWN_TYPE

    def test_of_too_many_pixels_is_refused(self) -> None:
        written = BytesIO()
        Image.new("1", (13_000, 10_000)).save(written, "PNG")

        with pytest.raises(AttachmentRefusedError) as refused:
            redraw(written.getvalue())

        assert refused.value.flaw is Flaw.TOO_LARGE

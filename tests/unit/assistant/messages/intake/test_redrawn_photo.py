"""Pictures of customers: what is seen stays, what is hidden goes."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from assistant.desk.attachment_store import AttachmentRefusedError
from assistant.desk.file_formats import Flaw, recognise
from assistant.messages.intake.redrawn_photo import LONGEST_PX, redraw
from tests.support.seeds.media_files import jpeg, lying, pdf, photograph, see_through

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    data = BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def turned(orientation: bytes) -> bytes:
    """Return a JPEG whose metadata has one field, an orientation as it is written there."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + orientation + bytes(4)
    return written(Image.new("RGB", (40, 20), "red"), "JPEG", exif=exif)


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

        texts = PngInfo()
        texts.add_text("Author", "Lea Le Goff")
        image = Image.new("RGB", (40, 40), "red")

        assert b"Lea Le Goff" not in redraw(written(image, "PNG", pnginfo=texts))
        drawn = redraw(written(image.convert("P"), "GIF", comment="Lea Le Goff"))
        assert b"Lea Le Goff" not in drawn
        assert recognise(drawn) == "image/gif"

    def test_is_no_larger_than_a_person_needs(self) -> None:
        assert max(opened(redraw(photograph(4000, 3000))).size) == LONGEST_PX

    def test_keeps_what_is_seen_through(self) -> None:
        assert opened(redraw(see_through())).mode == "RGBA"
        palette = written(Image.new("P", (9, 9)), "PNG", transparency=0)
        assert opened(redraw(palette)).convert("RGBA").getpixel((4, 4)) == (0, 0, 0, 0)

    def test_is_in_the_colours_of_every_screen_and_keeps_no_profile(self) -> None:
        wide = bytearray(SRGB)
        red, green = (wide.index(tag, 128) + 4 for tag in (b"rXYZ", b"gXYZ"))
        wide[red : red + 8], wide[green : green + 8] = wide[green : green + 8], wide[red : red + 8]
        drawn = opened(redraw(written(Image.new("RGB", (9, 9), "red"), "PNG", icc_profile=wide)))

        pixel = drawn.getpixel((4, 4))
        assert isinstance(pixel, tuple)
        assert (pixel[0] < 5, pixel[1] > 250) == (True, True)
        assert "icc_profile" not in drawn.info

    @pytest.mark.parametrize("profile", [b"no profile" * 20, SRGB])
    def test_of_four_colours_is_seen_even_with_a_profile_that_does_not_fit(
        self, profile: bytes
    ) -> None:
        photo = written(Image.new("CMYK", (9, 9), (0, 255, 255, 0)), "JPEG", icc_profile=profile)
        drawn = opened(redraw(photo))

        assert drawn.mode == "RGB"
        assert drawn.getpixel((4, 4)) == (254, 0, 0)
        assert "icc_profile" not in drawn.info

    @pytest.mark.filterwarnings("ignore::UserWarning")  # of Pillow: the metadata is corrupt
    @pytest.mark.parametrize(
        ("orientation", "size"),
        [
            (b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", (20, 40)),
            (b"\x12\x01\x03\0\x01\0\0\0\x09\0\0\0", (40, 20)),
            (b"\x12\x01\x02\0\x04\0\0\0six\0", (40, 20)),
            (b"\x12\x01\x05\0\x01\0\0\0\xff\xff\xff\xff", (40, 20)),
            (b"\x12\x01\x03\0\xff\xff\xff\xff\x06\0\0\0", (40, 20)),
            (b"\x12", (40, 20)),
        ],
    )
    def test_lies_as_it_was_taken_whatever_its_metadata_says(
        self, orientation: bytes, size: tuple[int, int]
    ) -> None:
        assert opened(redraw(turned(orientation))).size == size

    @pytest.mark.parametrize(
        "field",
        [
            b"\x00\x01\x02\0\x01\0\0\0\0\0\0\0",  # a width in letters
            b"\x1a\x01\x02\0\x01\0\0\0\0\0\0\0",  # a resolution in letters
            b"\x32\x01\x05\0\x01\0\0\0\0\0\0\0",  # a date that is a fraction
            b"\x25\x88\x09\0\x01\0\0\0\xff\xff\xff\xff",  # a place before the file
        ],
    )
    def test_is_turned_beside_fields_that_cannot_be_written_again(self, field: bytes) -> None:
        exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0" + field
        exif += b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0" + bytes(4)
        photo = written(Image.new("RGB", (40, 20), "red"), "JPEG", exif=exif)

        assert opened(redraw(photo)).size == (20, 40)

    def test_of_a_photograph_that_moves_is_its_beginning(self) -> None:
        frames = [Image.new("RGB", (9, 9), colour).convert("P") for colour in ("red", "blue")]
        moving = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
        assert getattr(opened(moving), "n_frames", 1) == 2

        assert getattr(opened(redraw(moving)), "n_frames", 1) == 1

    @pytest.mark.parametrize("data", [pdf(), b"RIFF0000WAVE", b""])
    def test_is_no_other_file(self, data: bytes) -> None:
        assert redraw(data) == data


class TestAPicture:
    def test_that_cannot_be_read_is_refused(self) -> None:
        with pytest.raises(AttachmentRefusedError) as refused:
            redraw(jpeg())

        assert refused.value.flaw is Flaw.UNKNOWN_TYPE

    @pytest.mark.parametrize(("kind", "width"), [("PNG", 13_000), ("PNG", 4100), ("JPEG", 13_000)])
    def test_of_too_many_pixels_is_refused(self, kind: str, width: int) -> None:
        photo = written(Image.new("1", (width, 10_000)), kind)

        with pytest.raises(AttachmentRefusedError) as refused:
            redraw(photo)

        assert refused.value.flaw is Flaw.TOO_LARGE

    def test_of_a_telephone_with_many_pixels_is_kept(self) -> None:
        photo = written(Image.new("L", (10_900, 8000)), "JPEG")

        assert opened(redraw(photo)).size == (LONGEST_PX, 1879)

from io import BytesIO

import pytest
from PIL import Image

from assistant.console.account.portraits import (
    MOST_BYTES,
    SIDE_PX,
    PortraitFlaw,
    PortraitRefusedError,
    draw,
)
from assistant.desk.file_formats import recognise
from tests.support.seeds.media_files import (
    TAKEN_AT,
    bomb,
    gif,
    jpeg,
    lying,
    pdf,
    photograph,
    png,
    see_through,
)


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")


def colour(image: Image.Image, x: int, y: int) -> str:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    red, _, blue = pixel
    return "red" if red > blue else "blue"


def flaw_of(data: bytes) -> PortraitFlaw:
    with pytest.raises(PortraitRefusedError) as refused:
        draw(data)
    return refused.value.flaw


class TestAPortrait:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_is_small_and_square_and_the_middle_of_what_was_brought(self, kind: str) -> None:
        drawn = draw(photograph(kind=kind))

        assert recognise(drawn) == "image/webp"
        assert len(drawn) < 10_000
        image = opened(drawn)
        assert image.size == (SIDE_PX, SIDE_PX)
        assert (colour(image, 20, 128), colour(image, 236, 128)) == ("red", "blue")

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_says_neither_where_nor_when_it_was_taken(self, kind: str) -> None:
        brought = photograph(kind=kind)
        with Image.open(BytesIO(brought)) as image:
            assert TAKEN_AT in image.getexif().values()

        with Image.open(BytesIO(draw(brought))) as image:
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "icc_profile"} & image.info.keys()

    def test_is_upright(self) -> None:
        image = opened(draw(lying()))

        assert (colour(image, 128, 20), colour(image, 128, 236)) == ("red", "blue")

    def test_has_a_ground_where_it_was_seen_through(self) -> None:
        assert opened(draw(see_through())).getpixel((10, 10)) == (255, 255, 255)


class TestWhatIsNoPortrait:
    @pytest.mark.parametrize(
        ("data", "flaw"),
        [
            (b"", PortraitFlaw.EMPTY),
            (b"x" * (MOST_BYTES + 1), PortraitFlaw.TOO_LARGE),
            (gif(), PortraitFlaw.UNKNOWN_TYPE),
            (pdf(), PortraitFlaw.UNKNOWN_TYPE),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PortraitFlaw.UNKNOWN_TYPE),
            (photograph(kind="PNG") + b"<script>", PortraitFlaw.UNKNOWN_TYPE),
            (jpeg(), PortraitFlaw.BROKEN),  # what it says at both ends, and nothing between
            (png(), PortraitFlaw.TOO_SMALL),
            (photograph(2000, 31), PortraitFlaw.TOO_SMALL),
            (bomb(), PortraitFlaw.TOO_MANY_PIXELS),
        ],
    )
    def test_is_refused_with_the_reason(self, data: bytes, flaw: PortraitFlaw) -> None:
        assert flaw_of(data) is flaw

    def test_may_be_cut_off_anywhere(self) -> None:
        whole = photograph(64, 64)

        for end in range(0, len(whole) - 2, 37):
            assert flaw_of(whole[:end]) in PortraitFlaw

"""Draw an agent's picture for customers: small, square, without anything else in the file.

A photograph holds where and with which device it was taken; a new file drawn from its pixels does
not.
"""

from enum import StrEnum
from io import BytesIO

from assistant.desk.file_formats import recognise

MOST_BYTES = 10_000_000  # of what is brought: a telephone's photograph has 2 to 8 MB
SIDE_PX = 256  # four times what the widget shows, for dense screens and for zooming in
_MOST_PIXELS = 60_000_000  # a telephone's largest; a bomb of 200 kB has a thousand million
_LEAST_PX = 32  # a side; below it nobody is to be recognised
_QUALITY = 85
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


class PortraitFlaw(StrEnum):
    """Name the reason why a picture is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"


class PortraitRefusedError(Exception):
    """Say that the picture is refused."""

    def __init__(self, flaw: PortraitFlaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def draw(data: bytes) -> bytes:
    """Return the middle of a picture as WebP, `SIDE_PX` squared, upright, without metadata.

    Takes some 0.1 s of a large photograph: call it in a thread.

    Raises:
        PortraitRefusedError: it is no PNG, JPEG or WebP from its first byte to its last, cannot be
            read, or is too large.
    """
    if not data:
        raise PortraitRefusedError(PortraitFlaw.EMPTY)
    if len(data) > MOST_BYTES:
        raise PortraitRefusedError(PortraitFlaw.TOO_LARGE)
    kind = _FORMATS.get(recognise(data) or "")
    if kind is None:
        raise PortraitRefusedError(PortraitFlaw.UNKNOWN_TYPE)
    return _draw(data, kind)


def _draw(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415  # 60 ms that only who brings one pays

    bomb = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(data), formats=[kind]) as image:
            _check(*image.size)
            image.draft("RGB", (SIDE_PX * 2, SIDE_PX * 2))  # a JPEG is read at a part of its size
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except bomb:
        raise PortraitRefusedError(PortraitFlaw.TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise PortraitRefusedError(PortraitFlaw.BROKEN) from None
    square = ImageOps.fit(upright, (SIDE_PX, SIDE_PX))
    ground = Image.new("RGBA", square.size, "white")
    ground.alpha_composite(square)
    drawn = BytesIO()
    ground.convert("RGB").save(drawn, "WEBP", quality=_QUALITY)
    return drawn.getvalue()


def _check(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise PortraitRefusedError(PortraitFlaw.TOO_MANY_PIXELS)
    if min(width, height) < _LEAST_PX:
        raise PortraitRefusedError(PortraitFlaw.TOO_SMALL)

"""Draw a customer's picture anew from its pixels: nothing else of the file is kept.

A photograph holds where and with which device it was taken, and telephones put more behind its end.
The new file is upright, in the colours that every screen knows, and of a size in which a person
sees all of it. Of a moving picture, the first frame is kept.
"""

from io import BytesIO
from typing import TYPE_CHECKING

import structlog

from assistant.desk.attachment_store import AttachmentRefusedError
from assistant.desk.file_formats import Flaw

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

LONGEST_PX = 2560  # of a side: a fault of a seam is seen, and a file has about 1 MB
_MOST_PIXELS = 40_000_000  # in memory 160 MB; 460 kB of PNG may say 120 million
_MOST_OF_JPEG = 120_000_000  # a telephone's largest: it is read at a part of its size
_QUALITY = 88
_FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP", b"GIF8": "GIF"}
_ORIENTATION = 0x0112  # of EXIF, 1 to 8

log = structlog.get_logger(__name__)


def redraw(data: bytes) -> bytes:
    """Return a picture of the same format without metadata; any other file as it is.

    Takes some 0.2 s of a large photograph: call it in a thread.

    Raises:
        AttachmentRefusedError: the picture cannot be read, or has too many pixels.
    """
    begins = (name for magic, name in _FORMATS.items() if data.startswith(magic))
    kind = next(begins, "")
    if not kind or (kind == "WEBP" and data[8:12] != b"WEBP"):
        return data
    return _redraw(data, kind)


def _redraw(data: bytes, kind: str) -> bytes:
    from PIL import Image  # noqa: PLC0415  # 60 ms that only the first picture costs

    try:
        with Image.open(BytesIO(data), formats=[kind]) as image:
            drawn = BytesIO()
            _seen(image, most=_MOST_OF_JPEG if kind == "JPEG" else _MOST_PIXELS).save(
                drawn, kind, quality=_QUALITY
            )
            return drawn.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise AttachmentRefusedError(Flaw.TOO_LARGE) from None
    except (AttachmentRefusedError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - decoders raise all kinds of errors on broken bytes
        log.warning("media.unreadable", format=kind, error=type(error).__name__)
        raise AttachmentRefusedError(Flaw.UNKNOWN_TYPE) from None


def _seen(image: "Image", *, most: int) -> "Image":
    """Return the upright picture: small first, for everything after costs by the pixel."""
    if image.width * image.height > most:
        raise AttachmentRefusedError(Flaw.TOO_LARGE)
    share = LONGEST_PX / max(image.size)
    if share < 1:  # a JPEG is read at an eighth, a quarter or a half
        image.draft("RGB", (max(1, int(image.width * share)), max(1, int(image.height * share))))
    turn = _turn(image)
    colours = image.info.get("icc_profile")
    if image.has_transparency_data and image.mode != "RGBA":
        image = image.convert("RGBA")
    elif image.mode not in {"RGB", "RGBA", "L", "CMYK", "I;16"}:
        image = image.convert("L" if image.mode == "1" else "RGB")
    image.thumbnail((LONGEST_PX, LONGEST_PX))
    seen = _in_common_colours(image, colours)
    seen = seen if turn is None else seen.transpose(turn)
    seen.info.clear()  # else a PNG's texts are written again
    return seen


def _turn(image: "Image") -> "Transpose | None":
    """Return the turn that its metadata asks of a picture; None: it asks for none."""
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(int(image.getexif().get(_ORIENTATION, 1)))
    except Exception:  # noqa: BLE001 - metadata of any shape, which nothing else is read of
        return None


def _in_common_colours(image: "Image", colours: bytes | None) -> "Image":
    """Return a picture in sRGB: a profile has room for texts, and is not kept."""
    from PIL import ImageCms  # noqa: PLC0415

    converted: Image | None = None
    if colours:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(colours))
            converted = ImageCms.profileToProfile(
                image, profile, ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (OSError, TypeError, ValueError, ImageCms.PyCMSError):
            converted = None  # it is broken, or of another kind of picture: as if there were none
    if converted is not None:
        return converted
    return image.convert("RGB") if image.mode == "CMYK" else image

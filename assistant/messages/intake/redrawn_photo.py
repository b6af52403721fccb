"""Draw a customer's picture anew from its pixels: nothing else of the file is kept.

A photograph holds where and with which device it was taken, and telephones put more behind its end.
The new file is upright, and of a size in which a person sees all of it.
"""

from io import BytesIO

from assistant.desk.attachment_store import AttachmentRefusedError
from assistant.desk.file_formats import Flaw

LONGEST_PX = 2560  # of a side: a fault of a seam is seen, and a file has about 1 MB
_MOST_PIXELS = 120_000_000  # a telephone's largest; a bomb of 200 kB has a thousand million
_QUALITY = 88
_FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WEBP"}


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
    from PIL import Image, ImageOps  # noqa: PLC0415  # 60 ms that only the first picture costs

    try:
        with Image.open(BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise AttachmentRefusedError(Flaw.TOO_LARGE)
            colours = image.info.get("icc_profile")
            image.draft("RGB", (LONGEST_PX, LONGEST_PX))  # a JPEG is read at a part of its size
            upright = ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise AttachmentRefusedError(Flaw.TOO_LARGE) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise AttachmentRefusedError(Flaw.UNKNOWN_TYPE) from None
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    upright.thumbnail((LONGEST_PX, LONGEST_PX))
    upright.info.clear()  # else a PNG's texts are written again
    drawn = BytesIO()
    upright.save(drawn, kind, quality=_QUALITY, icc_profile=colours)
    return drawn.getvalue()

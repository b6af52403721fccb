"""Pictures as people bring them."""

from io import BytesIO

from PIL import Image

TAKEN_AT = "2026:03:01 12:00:00"
_ORIENTATION, _DATE, _GPS = 0x0112, 0x0132, 0x8825


def photograph(width: int = 800, height: int = 600, *, kind: str = "JPEG") -> bytes:
    """Return a picture, red on the left and blue on the right, that says where it was taken."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = image.getexif()
    exif[_DATE] = TAKEN_AT
    exif.get_ifd(_GPS).update({1: "N", 2: (48.0, 5.0, 30.0)})
    written = BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


def lying(width: int = 600, height: int = 800) -> bytes:
    """Return a picture that is to be turned by 180 degrees, as its metadata says: red is above."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, 0, width, height // 2))
    exif = image.getexif()
    exif[_ORIENTATION] = 3
    written = BytesIO()
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def see_through() -> bytes:
    written = BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(written, "PNG")
    return written.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few kilobytes and far too many pixels."""
    written = BytesIO()
    Image.new("1", (9000, 9000)).save(written, "PNG")
    return written.getvalue()

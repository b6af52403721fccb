"""Make small files byte by byte: pictures, documents, sounds, films and photographs of people."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    )


def gif() -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"\x21\xf9\x04\x00\x00\x00\x00\x00"
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return screen + control + image + b"\x3b"


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + b"\0" * 40 + b"\xff\xd9"


def webp() -> bytes:
    body = b"WEBPVP8L" + struct.pack("<I", 8) + b"\x2f" + b"\0" * 7
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


TEXT = "Numéro de série : 42\r\nMerci\n".encode()

WHOLE = {
    "image/png": png(),
    "image/gif": gif(),
    "image/jpeg": jpeg(),
    "image/webp": webp(),
    "application/pdf": pdf(),
    "text/plain": TEXT,
}


def ogg(*, pages: int = 2, head: bytes = b"OpusHead") -> bytes:
    def page(body: bytes) -> bytes:
        return b"OggS" + bytes(22) + bytes([1, len(body)]) + body

    return b"".join(page(head if not number else b"x" * 50) for number in range(pages))


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def film(brand: bytes = b"mp42", track: bytes = b"vide") -> bytes:
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", box(b"hdlr", track)) + box(b"mdat", b"x")


def mp3(*, frames: int = 3, tag: bool = False) -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44.1 kHz: 417 bytes
    head = b"ID3\x04\x00\x00\x00\x00\x00\x05" + bytes(5) if tag else b""
    return head + frame * frames + (b"TAG" + bytes(125) if tag else b"")


def amr() -> bytes:
    return b"#!AMR\n\x7c" + (b"\x3c" + bytes(31)) * 2


def aac() -> bytes:
    length = 20
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5, 0])
    return (head + bytes(length - 7)) * 3


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

"""Sounds and films of a few bytes, whole by their formats' own lengths."""

import struct


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

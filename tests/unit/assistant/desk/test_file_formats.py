import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.file_formats import EXTENSIONS, name_of, recognise
from tests.support.seeds.media_files import WHOLE, gif, jpeg, pdf, png, webp

ZIP = b"PK\x03\x04" + b"\0" * 30
SCRIPT = b"<script>alert(1)</script>"


class TestRecognise:
    @pytest.mark.parametrize("media_type", WHOLE)
    def test_knows_a_whole_file_by_its_bytes(self, media_type: str) -> None:
        assert recognise(WHOLE[media_type]) == media_type

    @pytest.mark.parametrize("behind", [ZIP, SCRIPT, pdf(), b"\0"])
    @pytest.mark.parametrize("data", [png(), gif(), webp()])
    def test_refuses_what_hides_something_behind_its_end(self, data: bytes, behind: bytes) -> None:
        assert recognise(data + behind) is None

    @pytest.mark.parametrize("behind", [ZIP, SCRIPT, pdf(), b"<?php echo 1 ?>", b"<SVG onload=1>"])
    def test_refuses_a_jpeg_that_hides_another_format_behind_its_end(self, behind: bytes) -> None:
        assert recognise(jpeg() + behind) is None

    def test_takes_a_jpeg_behind_which_a_phone_put_more(self) -> None:
        assert recognise(jpeg() + b"SEFH\x6b\x00\x00\x00SEFT") == "image/jpeg"

    @pytest.mark.parametrize("media_type", [one for one in WHOLE if one != "text/plain"])
    def test_refuses_a_file_that_is_cut_off(self, media_type: str) -> None:
        data = WHOLE[media_type]

        assert all(recognise(data[:length]) != media_type for length in range(len(data) - 7))

    @pytest.mark.parametrize(
        "data",
        [
            b"<!doctype html><p>x",
            b"  \n<html>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<?xml version='1.0'?>",
            "\ufeff<html>".encode(),
            b"hello <script src=x>",
            b"#!/bin/sh\n\x00",
            b"caf\xe9",
            b"a\x1b[31m",
            b"MZ\x90\x00\x03",
            b"\x7fELF\x02",
            ZIP,
            b" %PDF-1.4\n%%EOF",
            b"",
        ],
    )
    def test_refuses_what_is_none_of_them(self, data: bytes) -> None:
        assert recognise(data) is None

    @given(st.binary(max_size=200))
    def test_any_bytes_get_an_answer(self, data: bytes) -> None:
        assert recognise(data) in {None, *EXTENSIONS}

    @given(st.sampled_from([gif(), png(), webp(), jpeg()]), st.data())
    def test_a_broken_file_gets_an_answer(self, data: bytes, draw: st.DataObject) -> None:
        at = draw.draw(st.integers(0, len(data) - 1))
        value = draw.draw(st.integers(0, 255))

        assert recognise(data[:at] + bytes([value]) + data[at + 1 :]) in {None, *EXTENSIONS}


class TestName:
    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("photo.png", "photo.png"),
            ("PHOTO.PNG", "PHOTO.PNG"),
            ("photo", "photo.png"),
            ("", "file.png"),
            (".png", "png.png"),
            ("...", "file.png"),
            ("../../etc/passwd", "passwd.png"),
            ("..\\..\\boot.png", "boot.png"),
            ("C:\\temp\\été 1.png", "été 1.png"),
            ("a\0b\n.png", "ab.png"),
            ("a\u202egnp.png", "agnp.png"),
            ('a<b>:"|?*.png', "ab.png"),
            ("con.png", "_con.png"),
            ("a" * 300 + ".png", "a" * 116 + ".png"),
            ("  photo.png  ", "photo.png"),
            ("a/.png", "png.png"),
        ],
    )
    def test_is_made_harmless(self, name: str, safe: str) -> None:
        assert name_of(name, "image/png") == safe

    @pytest.mark.parametrize("name", ["a.jpg", "a.png.exe", "a.html", "a.svg", "a.png\u202etxt.js"])
    def test_that_says_another_type_is_none(self, name: str) -> None:
        assert name_of(name, "image/png") is None

    @given(st.text(max_size=300))
    def test_of_any_text_is_one_harmless_part_of_a_path(self, name: str) -> None:
        safe = name_of(name, "text/plain")

        assert safe is None or (
            0 < len(safe) <= 121
            and not {*safe} & {*'/\\\0:"<>|?*\n\r\u202e'}
            and not safe.startswith(".")
        )

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.file_formats import RECORDINGS, recognise, recognise_recording
from tests.support.seeds.media_files import aac, amr, box, film, mp3, ogg

WHOLE = {
    "audio/ogg": ogg(),
    "audio/mpeg": mp3(tag=True),
    "audio/mp4": film(b"M4A ", b"soun"),
    "audio/aac": aac(),
    "audio/amr": amr(),
    "video/mp4": film(),
    "video/3gpp": film(b"3gp4"),
}


class TestARecording:
    @pytest.mark.parametrize("media_type", RECORDINGS)
    def test_is_known_by_its_bytes(self, media_type: str) -> None:
        assert recognise_recording(WHOLE[media_type]) == media_type
        assert recognise(WHOLE[media_type]) is None

    @pytest.mark.parametrize("media_type", RECORDINGS)
    @pytest.mark.parametrize("behind", [b"PK\x03\x04", b"<script>x</script>", b"\0" * 6])
    def test_hides_nothing_behind_its_end(self, media_type: str, behind: bytes) -> None:
        assert recognise_recording(WHOLE[media_type] + behind) is None

    @pytest.mark.parametrize("media_type", RECORDINGS)
    def test_is_whole(self, media_type: str) -> None:
        data = WHOLE[media_type]
        assert recognise_recording(data[: len(data) - 1]) is None

    def test_of_sound_alone_is_no_film(self) -> None:
        assert recognise_recording(film(b"mp42", b"soun")) == "audio/mp4"

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"OggS",
            ogg(head=b"\x80theora"),
            box(b"ftyp", b"mp42"),
            b"#!AMR\n",
            b"\xff\xfb",
            b"MZ",
        ],
    )
    def test_is_none_without_what_makes_it_one(self, data: bytes) -> None:
        assert recognise_recording(data) is None

    @given(st.binary(max_size=200), st.sampled_from([b"", b"OggS", b"\0\0\0\x14ftyp", b"ID3"]))
    def test_is_looked_for_in_any_bytes(self, data: bytes, begin: bytes) -> None:
        assert recognise_recording(begin + data) in {None, *RECORDINGS}

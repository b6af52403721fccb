import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.source_files import decode
from tests.unit.retrieval.catalogue.builders import source


class TestBytes:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
    def test_become_text_in_whatever_encoding_they_are(self, encoding: str) -> None:
        assert decode("Café à 5 €\nœuvre".encode(encoding)) == "Café à 5 €\nœuvre"

    def test_of_two_encodings_in_one_file_are_told_apart_by_line(self) -> None:
        mixed = "été\n".encode() + "hiver à la mer\n".encode("cp1252")

        assert decode(mixed) == "été\nhiver à la mer\n"

    def test_lose_control_characters_but_keep_lines_and_tabs(self) -> None:
        assert decode(b"a\x00b\x07\tc\r\nd") == "ab\tc\r\nd"

    @given(st.binary(max_size=200))
    def test_never_fail_to_become_text(self, data: bytes) -> None:
        assert "\x00" not in decode(codecs.BOM_UTF8 + data)
        assert isinstance(decode(data), str)


class TestASource:
    def test_is_called_by_what_the_server_says_it_is(self) -> None:
        assert source("", "page.php", media_type="text/html").suffix == ".html"
        assert source("", "Prices.CSV").suffix == ".csv"

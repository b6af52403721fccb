import pytest

from retrieval.catalogue.safe_xml import UnsafeXmlError, local_name, parse, text_of

BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'


class TestXmlOfStrangers:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_that_declares_entities_is_refused(self, encoding: str) -> None:
        with pytest.raises(UnsafeXmlError, match="remove the <!DOCTYPE"):
            parse(BOMB.encode(encoding))

    def test_does_not_reach_for_files(self) -> None:
        text = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>x</a>'

        with pytest.raises(UnsafeXmlError):
            parse(text.encode())

    def test_is_read_past_its_faults_which_are_named_with_their_line(self) -> None:
        root, faults = parse(b"<a>\n<b>Salt & pepper</b>\n<b>Sugar</b>\n</a>")

        assert root is not None
        assert [text_of(b) for b in root][1] == "Sugar"
        assert faults[0][0] == 2

    def test_may_name_characters_as_html_does(self) -> None:
        root, faults = parse(b"<a>5&nbsp;&euro; &amp; more</a>")

        assert root is not None
        assert (text_of(root), faults) == ("5\u00a0€ & more", [])

    def test_keeps_the_text_around_names_nobody_knows(self) -> None:
        root, faults = parse(b"<a>one &nope; two<b> three</b></a>")

        assert root is not None
        assert text_of(root).split() == ["one", "two", "three"]
        assert faults

    def test_may_have_tags_that_are_none(self) -> None:
        root, faults = parse(b"<a><g:b:c>x</g:b:c></a>")

        assert root is not None
        assert [local_name(child) for child in root] == ["g:b:c"]
        assert faults

    def test_may_hold_control_characters(self) -> None:
        root, faults = parse(b"<a>b\x0bc</a>")

        assert root is not None
        assert (text_of(root), faults) == ("bc", [])

    @pytest.mark.parametrize("data", [b"", b"   ", b"no xml"])
    def test_that_is_none_says_so(self, data: bytes) -> None:
        root, faults = parse(data)

        assert root is None
        assert faults

    def test_in_utf_16_is_read(self) -> None:
        text = '<?xml version="1.0" encoding="utf-16"?><a>é</a>'

        root, _ = parse(text.encode("utf-16"))

        assert root is not None
        assert text_of(root) == "é"

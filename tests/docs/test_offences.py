"""What breaks the rules of names and sizes is listed, and the list only shrinks."""

from tests.docs.offences import known, offences

LISTED = known()
FOUND = offences()


class TestTheList:
    def test_has_every_offence(self) -> None:
        assert [one for one in FOUND if one not in LISTED] == []

    def test_has_no_offence_that_was_mended(self) -> None:
        assert [one for one in LISTED if one not in FOUND] == []

    def test_says_why_a_function_is_long(self) -> None:
        assert [one for one, why in LISTED.items() if one.startswith("function:") and not why] == []

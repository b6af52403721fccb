from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.ids import ConversationId
from assistant.operations.identity.identity_codes import derive, is_code, pseudonym
from tests.unit.assistant.operations.identity.proving import C1, KEY, other

EMAIL = "jeanne@example.com"


class TestACode:
    def test_is_six_digits_and_always_the_same(self) -> None:
        codes = {derive(KEY, conversation_id=C1, email=EMAIL, number=1) for _ in range(3)}

        [code] = codes
        assert len(code) == 6
        assert code.isdecimal()

    def test_follows_from_everything_that_it_is_for(self) -> None:
        codes = {
            derive(KEY, conversation_id=C1, email=EMAIL, number=1),
            derive(b"q" * 32, conversation_id=C1, email=EMAIL, number=1),
            derive(KEY, conversation_id=ConversationId("c2"), email=EMAIL, number=1),
            derive(KEY, conversation_id=C1, email="paul@example.com", number=1),
            derive(KEY, conversation_id=C1, email=EMAIL, number=2),
        }

        assert len(codes) == 5

    def test_has_no_favourite_digits(self) -> None:
        codes = (derive(KEY, conversation_id=C1, email=EMAIL, number=n) for n in range(3000))

        first = Counter(code[0] for code in codes)

        assert len(first) == 10
        assert max(first.values()) < 400  # of 300 on average; six standard deviations

    def test_keeps_its_leading_zeros(self) -> None:
        codes = [derive(KEY, conversation_id=C1, email=EMAIL, number=n) for n in range(100)]

        assert {len(code) for code in codes} == {6}
        assert any(code.startswith("0") for code in codes)


class TestChecking:
    def test_takes_the_code_however_it_is_spaced(self) -> None:
        for written in ("123456", " 123 456 ", "123-456", "1 2 3 4 5 6"):
            assert is_code(written, "123456")

    @given(st.text(max_size=12))
    def test_takes_nothing_else(self, written: str) -> None:
        digits = "".join(c for c in written if not c.isspace() and c not in "-.")

        assert is_code(written, "123456") is (digits == "123456")

    def test_refuses_the_next_number(self) -> None:
        assert not is_code(other("999999"), "999999")


class TestAPseudonym:
    def test_tells_its_parts_apart_and_shows_none(self) -> None:
        names = {pseudonym(KEY, "a", "bc"), pseudonym(KEY, "ab", "c"), pseudonym(KEY, "abc")}

        assert len(names) == 3
        assert all(len(name) == 32 for name in names)

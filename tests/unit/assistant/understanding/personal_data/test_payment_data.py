import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.personal_data.payment_data import masked, payment_data_in

VISA = "4111 1111 1111 1111"


class TestANumber:
    @pytest.mark.parametrize(
        "text",
        [
            f"ma carte : {VISA}",
            "4242-4242-4242-4242",
            "mon amex 378282246310005",
            "5555555555554444 merci",
            "carte 4970 1012 3456 7890 expire 09/27",  # a wrong digit, but so written and so called
        ],
    )
    def test_of_a_card_is_told(self, text: str) -> None:
        assert payment_data_in(text) == "card"

    @pytest.mark.parametrize(
        "text",
        [
            "FR76 3000 6000 0112 3456 7890 189",
            "remboursez-moi sur FR1420041010050500013M02606 svp",
            "gb29 nwbk 6016 1331 9268 19 please",
            "DE89 3704 0044 0532 0130 00",
        ],
    )
    def test_of_an_account_is_told(self, text: str) -> None:
        assert payment_data_in(text) == "iban"

    @pytest.mark.parametrize(
        "text",
        [
            "commande BM10483967 chez ma mère, 5 rue de Rome, 13006 Marseille",
            "le code-barres est 4006381333931",
            "numéro de suivi 1234567890123456",
            "suivi 1Z999AA10123456784",
            "06 12 34 56 78",
            "FR76 3000 6000 0112 3456 7890 188",  # the check digits do not hold
            "DE89 3704 0044 0532 0130",  # too short for its country
            "QA58 DOHB 0000 1234 5678 90AB CDEF G",  # of a country that is not near
            "4111 1111 1111 1112",  # nor this one's, and nothing says that it is a card's
            "visa se terminant par 4242",
            "il me faut 12 pièces de 30 x 40 cm avant le 12/12/2026",
        ],
    )
    def test_of_anything_else_is_not(self, text: str) -> None:
        assert payment_data_in(text) is None

    @given(st.text(alphabet="0123456789", min_size=14, max_size=14))
    def test_of_a_card_has_one_digit_that_checks_the_others(self, digits: str) -> None:
        told = [payment_data_in(f"4{digits}{last}") for last in range(10)]

        assert told.count("card") == 1


class TestMasking:
    def test_leaves_four_digits_of_a_card_and_none_of_its_code(self) -> None:
        text = masked(f"carte {VISA} cryptogramme 123, exp 09/27")

        assert text == "carte ••••••••••••1111 cryptogramme •••, exp 09/27"

    def test_leaves_what_can_still_be_told_to_have_been_a_card(self) -> None:
        assert payment_data_in(masked(f"voici {VISA}")) == "masked_card"

    def test_leaves_everything_else_as_it_is(self) -> None:
        text = "IBAN FR76 3000 6000 0112 3456 7890 189, commande BM10483967, code 1234"

        assert masked(text) == text

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_never_leaves_a_cards_number(self, before: str, after: str) -> None:
        assert VISA not in masked(f"{before} {VISA} {after}") or _is_in_a_longer_number(
            before, after
        )


def _is_in_a_longer_number(before: str, after: str) -> bool:
    """Whether the digits go on, so that they are no card's."""
    joined = (before.rstrip(" .\u00a0\u202f-")[-1:], after.lstrip(" .\u00a0\u202f-,")[:1])
    return any(sign.isdigit() or sign == "-" for sign in joined) or after[:1] in {".", "-", ","}

from dataclasses import replace
from typing import ClassVar

import pytest

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.console.verified.answer_check import (
    MOST_WAYS,
    AnswerFault,
    FieldFault,
    TakenWays,
    find_fault,
    find_faults,
)
from tests.support.seeds.verified_answers import verified

GIFT = verified("Can I return a gift?", language="en", answer_id="gift")


def faults(answer: VerifiedAnswer, *others: VerifiedAnswer) -> list[tuple[str, AnswerFault]]:
    return [(one.field, one.fault) for one in find_faults(answer, TakenWays(others))]


class TestAText:
    @pytest.mark.parametrize(
        "text",
        [
            "Yes, within 30 days, with the gift receipt.",
            "We refund you within 14 days of the parcel's return.",
            "Your order is confirmed by e-mail as soon as it is paid.",
            "Write to help@lune.example or see https://lune.example/returns.",
            "The doctor's documents are not needed.",
        ],
    )
    def test_that_says_what_the_shop_does_is_kept(self, text: str) -> None:
        assert find_fault(text, "en") is None

    @pytest.mark.parametrize(
        "text",
        [
            "Nous vous remboursons sous 14 jours.",
            "Notre politique de retour : 30 jours, dans l'emballage d'origine.",
            "Votre commande est confirmée par e-mail dès que le paiement est accepté.",
        ],
    )
    def test_in_french_as_well(self, text: str) -> None:
        assert find_fault(text, "fr") is None

    @pytest.mark.parametrize(
        "text",
        [
            "I'll cancel it for you.",
            "Your refund has been processed.",
            "We'll get back to you.",
            "You will be refunded shortly.",
        ],
    )
    def test_that_promises_something_is_refused(self, text: str) -> None:
        assert find_fault(text, "en") is AnswerFault.PROMISE

    @pytest.mark.parametrize(
        "text", ["<b>Yes</b>", "[Returns](https://lune.example)", "Yes\u202e", "{{ name }}"]
    )
    def test_with_markup_or_hidden_characters_is_refused(self, text: str) -> None:
        assert find_fault(text, "en") is AnswerFault.MARKUP

    def test_that_is_too_long_is_refused(self) -> None:
        assert find_fault("word " * 500, "en") is AnswerFault.LONG_TEXT


class TestAnAnswer:
    def test_without_a_fault_has_none(self) -> None:
        assert faults(GIFT) == []

    def test_needs_a_way_of_asking_with_a_word_in_it(self) -> None:
        blank = (WayOfAsking(language="en", text="?!"),)

        assert faults(replace(GIFT, ways=())) == [("ways_fr", AnswerFault.NO_QUESTION)]
        assert faults(replace(GIFT, ways=blank)) == [("ways_en", AnswerFault.NO_WORDS)]

    def test_has_not_too_many_ways_nor_too_long_ones(self) -> None:
        many = tuple(WayOfAsking(language="fr", text=f"Question {n}") for n in range(MOST_WAYS + 1))
        long = (WayOfAsking(language="en", text="why " * 80),)

        assert faults(replace(GIFT, ways=many)) == [("ways_fr", AnswerFault.MANY_WAYS)]
        assert faults(replace(GIFT, ways=long)) == [("ways_en", AnswerFault.LONG_WAY)]

    def test_needs_a_text_unless_people_answer(self) -> None:
        assert faults(replace(GIFT, texts={})) == [("text_en", AnswerFault.NO_TEXT)]
        assert faults(replace(GIFT, texts={}, person=True)) == []

    @pytest.mark.parametrize("url", ["returns", "ftp://lune.example", "https://", "https://a b.fr"])
    def test_has_a_whole_address_or_none(self, url: str) -> None:
        wrong = faults(replace(GIFT, source_url=url))

        assert wrong == [("source_url", AnswerFault.WRONG_ADDRESS)]

    def test_has_no_way_of_another_answer_whatever_its_marks(self) -> None:
        other = verified("can i return a GIFT", language="en", answer_id="other")

        assert find_faults(GIFT, TakenWays([other])) == [
            FieldFault(field="ways_en", fault=AnswerFault.TAKEN, other=other)
        ]
        assert faults(GIFT, GIFT) == []


class TestWaysThatAreTaken:
    PARK: ClassVar = verified("Where can I park?", language="en", answer_id="gift")

    def test_are_free_again_once_their_answer_has_others(self) -> None:
        other = verified("can i return a GIFT", language="en", answer_id="other")
        taken = TakenWays([other])

        taken.put(replace(other, ways=self.PARK.ways))

        assert find_faults(GIFT, taken) == []

    def test_are_free_again_once_their_answer_is_off(self) -> None:
        other = verified("can i return a GIFT", language="en", answer_id="other")
        taken = TakenWays([other])

        taken.put(replace(other, state=AnswerState.OFF))

        assert find_faults(GIFT, taken) == []

    def test_stay_anothers_that_took_them_meanwhile(self) -> None:
        first = verified("can i return a GIFT", language="en", answer_id="first")
        second = replace(first, answer_id=VerifiedId("second"))
        taken = TakenWays([first, second])

        taken.put(replace(first, ways=self.PARK.ways))

        assert [one.other for one in find_faults(GIFT, taken)] == [second]

"""What a changed page leaves behind is found, and what only looks like it is not."""

import pytest

from assistant.conversation.message import Language
from assistant.improvement.outdated.outdated_lines import find_changes, find_outdated
from assistant.improvement.outdated.stated_lines import StatedLine, StatedText


def page(
    name: str, *lines: str, language: Language = "en", question: str = "", is_answer: bool = False
) -> StatedText:
    return StatedText(
        text_id=name,
        language=language,
        title=name.title(),
        lines=tuple(StatedLine(one, question, question) for one in lines),
        is_answer=is_answer,
    )


def left(before: str, now: str, *others: StatedText, language: Language = "en") -> list[str]:
    """Return the lines that still say what a page of returns said before."""
    was, after = (page("returns", one, language=language) for one in (before, now))
    found = find_outdated([*find_changes(was, after)], [after, *others])
    return [one.line.text for one in found]


OLD = "You have 30 days from delivery to return an item."
NEW = "You have 14 days from delivery to return an item."


class TestAFigure:
    def test_is_found_where_another_page_still_says_the_old_one(self) -> None:
        faq = page("faq", "An item can be returned within 30 days.", "Gift cards last 30 days.")

        assert left(OLD, NEW, faq) == ["An item can be returned within 30 days."]

    def test_is_found_in_other_ways_of_writing_it(self) -> None:
        faq = page("faq", "Items are returned within thirty days of delivery.")

        assert left(OLD, NEW, faq) == ["Items are returned within thirty days of delivery."]

    def test_is_found_in_an_answer_by_its_question(self) -> None:
        answer = page(
            "a1", "Yes, within 30 days.", question="Can I return an item?", is_answer=True
        )

        assert left(OLD, NEW, answer) == ["Yes, within 30 days."]

    @pytest.mark.parametrize(
        "other",
        [
            "An item can be returned within 14 days.",  # says it already
            "An item can be returned within 45 days.",  # never said the same: another matter
            "A stolen parcel is refunded after 30 days.",
            "In Spain you have 30 days to return an item, in Portugal 14 days.",
        ],
    )
    def test_is_not_found_where_nothing_says_the_old_one(self, other: str) -> None:
        assert left(OLD, NEW, page("faq", other)) == []

    def test_of_another_country_stays(self) -> None:
        before = "A parcel to Belgium costs €8.90 and takes a week."
        spain = page("faq", "A parcel to Spain costs €8.90 and takes a week.")

        assert left(before, before.replace("8.90", "9.90"), spain) == []

    def test_of_a_sentence_that_was_only_reworded_is_none(self) -> None:
        faq = page("faq", "An item can be returned within 30 days.")

        assert left(OLD, "Return an item: you have 30 days from delivery.", faq) == []

    def test_of_a_cell_has_the_name_of_its_row(self) -> None:
        before = "Relay point (Mondial Relay) · Free from: €60"
        faq = page(
            "faq",
            "It is free from €60 to a relay point and from €80 to your home.",
            question="What does delivery cost?",
        )

        assert left(before, before.replace("60", "50"), faq) == [faq.lines[0].text]


class TestAYesOrNo:
    def test_is_found_where_another_page_still_says_the_opposite(self) -> None:
        faq = page("faq", "Nous livrons aussi la Corse.", language="fr")

        found = left("Nous livrons la Corse.", "Nous ne livrons pas la Corse.", faq, language="fr")
        assert found == ["Nous livrons aussi la Corse."]

    @pytest.mark.parametrize(
        "other", ["Nous ne livrons plus la Corse, même pas en été.", "Livrez-vous la Corse ?"]
    )
    def test_is_not_found_in_the_same_nor_in_a_question(self, other: str) -> None:
        faq = page("faq", other, language="fr")

        assert not left(
            "Nous livrons la Corse.", "Nous ne livrons pas la Corse.", faq, language="fr"
        )


class TestATranslation:
    def test_that_was_left_behind_is_found_without_its_words(self) -> None:
        french = page("returns", "Vous avez 30 jours pour renvoyer un article.", language="fr")

        assert left(OLD, NEW, french) == [french.lines[0].text]

    def test_that_says_the_new_is_in_order(self) -> None:
        french = page("returns", "Vous avez 14 jours pour renvoyer un article.", language="fr")

        assert left(OLD, NEW, french) == []

    def test_of_two_lines_the_one_in_the_same_place_is_told(self) -> None:
        was = page("returns", OLD, "We refund within 30 days.")
        now = page("returns", OLD, "We refund within 10 days.")
        french = page("returns", "Vous avez 30 jours.", "Remboursé sous 30 jours.", language="fr")

        found = find_outdated([*find_changes(was, now)], [now, french])
        assert [one.line.text for one in found] == ["Remboursé sous 30 jours."]

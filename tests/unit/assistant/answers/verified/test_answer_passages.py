from collections.abc import Mapping
from dataclasses import replace

from assistant.answers.texts import TEXTS
from assistant.answers.verified.answer_passages import id_of, texts_of
from assistant.answers.verified.types import WayOfAsking
from assistant.conversation.message import Language
from tests.support.seeds.verified_answers import verified
from tests.unit.assistant.answers.shop_fixture import page

BOTH: Mapping[Language, str] = {"fr": "Oui, en laisse.", "en": "Yes, on a lead."}
DOGS = verified("Les chiens sont admis ?", "Mon chien peut entrer ?", texts=BOTH)


class TestTexts:
    def test_are_one_for_each_way_below_the_first(self) -> None:
        first, second, _ = texts_of([DOGS])

        assert (first.wording, first.heading, first.text) == (
            "Les chiens sont admis ?",
            "Les chiens sont admis ?",
            "Oui, en laisse.",
        )
        assert (second.wording, second.heading) == (
            "Mon chien peut entrer ?",
            "Les chiens sont admis ?",
        )

    def test_of_a_language_without_a_way_stand_below_the_question(self) -> None:
        *_, english = texts_of([DOGS])

        assert (english.language, english.wording, english.text) == (
            "en",
            "Les chiens sont admis ?",
            "Yes, on a lead.",
        )

    def test_of_a_way_in_a_language_without_a_text_are_in_the_other(self) -> None:
        asked = WayOfAsking(language="en", text="Are dogs welcome?")

        texts = list(texts_of([replace(DOGS, ways=(*DOGS.ways, asked), texts={"fr": "Oui."})]))

        assert [(one.wording, one.language) for one in texts][-1] == ("Are dogs welcome?", "fr")

    def test_say_that_people_answer_where_they_do(self) -> None:
        [text] = texts_of([verified("Mon colis a brûlé ?", person=True)])

        assert (text.wording, text.text) == ("Mon colis a brûlé ?", TEXTS["fr"].left_to_people)

    def test_are_none_without_any_words(self) -> None:
        assert not list(texts_of([replace(DOGS, texts={})]))


def test_a_passage_tells_its_answer_and_one_of_a_page_none() -> None:
    shelf = page("Retours").passage

    assert id_of(replace(shelf, source_id="verified:v1")) == "v1"
    assert id_of(shelf) is None

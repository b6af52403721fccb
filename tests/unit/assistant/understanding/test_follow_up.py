import pytest

from assistant.understanding.constraints.message_constraints import read_constraints
from assistant.understanding.follow_up import MAX_TOPIC_CHARS, leans_on_previous, merge
from assistant.understanding.languages.language_detector import detect
from tests.unit.assistant.understanding.fakes import SHOP


def leans(text: str) -> bool:
    return leans_on_previous(text, read_constraints(text, SHOP, detect(text)))


class TestAFollowUp:
    @pytest.mark.parametrize(
        "text",
        [
            "et en taille 42 ?",
            "and in blue?",
            "et pour la Belgique ?",
            "what about returns?",
            "c'est combien ?",
            "la deuxième",
            "is it waterproof?",
            "rouge ?",
            "pourquoi ?",
        ],
    )
    def test_is_told_from_its_words(self, text: str) -> None:
        assert leans(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "où est ma commande ?",
            "robe rouge en M",
            "est-il possible de payer en plusieurs fois ?",
            "c'est quoi vos horaires ?",
            "is there a shop in Leeds?",
            "je voudrais du rouge",
            "and then I waited for three weeks without any answer from you",
        ],
    )
    def test_is_not_seen_in_a_message_that_stands_alone(self, text: str) -> None:
        assert not leans(text)


class TestMerging:
    @pytest.mark.parametrize(
        ("topic", "text", "merged"),
        [
            ("robe rouge en M", "et en L ?", "robe rouge en L ?"),
            ("robe rouge en M", "et en bleu marine ?", "robe en M en bleu marine ?"),
            ("red dress under 50 in M", "and under 80?", "red dress in M under 80?"),
            ("Livrez-vous en France ?", "et en Belgique ?", "Livrez-vous en Belgique ?"),
            ("Do you ship to France?", "and to Belgium?", "Do you ship to Belgium?"),
            ("canapé gris", "moins de 500 euros", "canapé gris moins de 500 euros"),
            ("la lampe Aurore", "c'est combien ?", "la lampe Aurore c'est combien ?"),
        ],
    )
    def test_puts_the_follow_up_where_its_like_was(
        self, topic: str, text: str, merged: str
    ) -> None:
        assert merge(topic, text, language="fr") == merged

    def test_knows_the_shops_own_options_with_its_vocabulary(self) -> None:
        topic = "housse format 140x200 blanche"

        assert merge(topic, "et en noir ?", language="fr", vocabulary=SHOP).endswith("en noir ?")

    def test_needs_a_topic(self) -> None:
        assert merge("", "et en L ?", language="fr") == "et en L ?"

    def test_never_grows_without_bound(self) -> None:
        topic = "robe"
        for _ in range(100):
            topic = merge(topic, "et les retours ?", language="fr")

        assert len(topic) <= MAX_TOPIC_CHARS
        assert topic.endswith("les retours ?")

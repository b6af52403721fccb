import pytest

from assistant.conversation.message import Language
from assistant.understanding.intents.intent_rules import shared_rules
from assistant.understanding.intents.person_requests import shared_requests
from assistant.understanding.message_words import split
from assistant.understanding.types import Intent


def asks(part: str) -> bool:
    return shared_rules().decide(split(part)) is Intent.ASK_FOR_PERSON


class TestARequestForAPerson:
    @pytest.mark.parametrize(
        ("language", "text", "beside"),
        [
            (
                "fr",
                "je voudrais parler à quelqu'un, et vous livrez en Suisse ?",
                ("vous livrez en Suisse ?",),
            ),
            ("en", "I want a human - can I return sale items?", ("can I return sale items?",)),
            (
                "en",
                "Can I talk to somebody and can you tell me if gift wrapping is free?",
                ("can you tell me if gift wrapping is free?",),
            ),
            (
                "fr",
                "quels sont vos horaires, et puis-je parler à un conseiller ?",
                ("quels sont vos horaires",),
            ),
            (
                "fr",
                "Un conseiller svp. La parka, elle est chaude ? Au fait, où est ma commande ?",
                ("La parka, elle est chaude ?", "où est ma commande ?"),
            ),
            ("en", "human please\nhow much is delivery", ("how much is delivery",)),
            ("fr", "Je veux un humain, pas un robot bavard ?", ()),
            ("en", "Can I speak to someone, and how do I reach them?", ()),
            ("fr", "Passez-moi quelqu'un, ça fait trois jours que j'attends", ()),
        ],
    )
    def test_leaves_the_questions_of_its_message(
        self, language: Language, text: str, beside: tuple[str, ...]
    ) -> None:
        assert shared_requests().beside(text, language, asks) == beside

    @pytest.mark.parametrize(
        "text",
        [
            "Je voudrais parler à quelqu'un de la livraison et des retours",
            "Could I speak to a person who can tell me whether you deliver to Malta?",
            "Y a pas plus petit, pour une personne ?",
            "Bonjour, vous livrez en Suisse ?",
            "",
        ],
    )
    def test_is_no_part_of_other_messages(self, text: str) -> None:
        assert shared_requests().beside(text, "fr", asks) is None

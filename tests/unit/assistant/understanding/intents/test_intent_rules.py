import pytest

from assistant.understanding.intents.intent_rules import shared_rules
from assistant.understanding.message_words import split
from assistant.understanding.types import Intent


def decide(text: str) -> Intent | None:
    return shared_rules().decide(split(text))


class TestRules:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("Bonjour !", Intent.GREETING),
            ("hello everyone", Intent.GREETING),
            ("Merci beaucoup", Intent.THANKS),
            ("ok thanks a lot", Intent.THANKS),
            ("d'accord", Intent.THANKS),
            ("Au revoir", Intent.GOODBYE),
            ("merci, bonne journée", Intent.GOODBYE),
            ("thanks, bye", Intent.GOODBYE),
            ("un conseiller svp", Intent.ASK_FOR_PERSON),
            ("a person please, I waited for it 3 days", Intent.ASK_FOR_PERSON),
            ("une personne s'il vous plaît, ça fait 3 jours", Intent.ASK_FOR_PERSON),
            ("je veux parler à quelqu'un", Intent.ASK_FOR_PERSON),
            ("passez-moi un vrai conseiller", Intent.ASK_FOR_PERSON),
            ("can I talk to a real person please", Intent.ASK_FOR_PERSON),
            ("agent", Intent.ASK_FOR_PERSON),
        ],
    )
    def test_settle_messages_that_say_nothing_else(self, text: str, intent: Intent) -> None:
        assert decide(text) is intent

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "bonjour, où est mon colis ?",
            "merci de me rembourser",
            "bye the way do you ship to Spain",
            "am I talking to a robot or a person?",
            "je parle à un robot ou à un humain ?",
            "quel agent nettoyant pour le cuir ?",
            "je cherche un cadeau pour quelqu'un qui aime cuisiner",
            "is there someone at the shop on Sundays",
        ],
    )
    def test_leave_the_rest_to_the_model(self, text: str) -> None:
        assert decide(text) is None

    def test_do_not_read_a_long_story(self) -> None:
        assert decide("je veux parler à quelqu'un " + "parce que mon colis " * 5) is None

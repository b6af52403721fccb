import pytest

from assistant.understanding.signals.signal_rules import shared_signal_rules
from assistant.understanding.types import Signal


def certain(text: str) -> frozenset[Signal]:
    return shared_signal_rules().read(text).certain


class TestWords:
    @pytest.mark.parametrize(
        ("text", "signal"),
        [
            ("Je vais porter plainte", Signal.LEGAL_THREAT),
            ("you'll hear from my solicitor", Signal.LEGAL_THREAT),
            ("je vais me suicider", Signal.SELF_HARM),
            ("I want to kill myself", Signal.SELF_HARM),
            ("la lampe a pris feu", Signal.SAFETY),
            ("the kettle caught fire", Signal.SAFETY),
            ("je lance un chargeback", Signal.CHARGEBACK),
            ("my account was hacked", Signal.ACCOUNT_TAKEOVER),
            ("j'ai 13 ans", Signal.MINOR),
            ("I'm 14, am I allowed to order?", Signal.MINOR),
            ("votre vendeur est raciste", Signal.DISCRIMINATION),
            ("I'll break your legs", Signal.THREAT),
            ("bande de voleurs", Signal.INSULT),
            ("c'est inadmissible", Signal.ANGER),
        ],
    )
    def test_give_a_signal_away(self, text: str, signal: Signal) -> None:
        assert signal in certain(text)

    @pytest.mark.parametrize(
        "text",
        [
            "this jacket is to die for",
            "do you sell a lamp with a kill switch?",
            "is this toy safe for children under 3?",
            "I was charged twice",
            "mon avocat adore cette chemise",
            "je suis mort de rire",
            "cette robe est une tuerie",
            "j'ai 12 articles dans mon panier",
            "I'm 12 weeks pregnant, any dresses?",
            "does the candle smell of a wood fire?",
            "pas bête cette idée",
            "je suis tombée amoureuse de ce sac",
            "vous avez du retard ?",
        ],
    )
    def test_that_only_look_grave_give_nothing_away(self, text: str) -> None:
        assert certain(text) == frozenset()

    @pytest.mark.parametrize(
        ("text", "signal"),
        [
            ("je ne vais pas porter plainte", Signal.LEGAL_THREAT),
            ("I won't sue you", Signal.LEGAL_THREAT),
            ("ce n'est pas inadmissible", Signal.ANGER),
        ],
    )
    def test_behind_a_negation_are_not_certain(self, text: str, signal: Signal) -> None:
        assert signal not in certain(text)

    def test_are_not_negated_by_another_clause(self) -> None:
        assert Signal.LEGAL_THREAT in certain("vous ne répondez pas, je vais porter plainte")
        assert Signal.LEGAL_THREAT in certain("sans réponse demain je porte plainte")

    def test_of_self_harm_are_taken_seriously_behind_a_negation_too(self) -> None:
        assert Signal.SELF_HARM in certain("je ne sais pas si je vais me suicider")


class TestDisguisedInsults:
    @pytest.mark.parametrize(
        "text",
        ["c0nnard", "c o n n a r d", "connnnaaard", "go f*** yourself", "t'es c*n", "a$$hole"],
    )
    def test_are_read(self, text: str) -> None:
        assert Signal.INSULT in certain(text)

    @pytest.mark.parametrize("text", ["20% de remise ?", "taille 36/38", "5* très bien", "C.Q.F.D"])
    def test_are_not_seen_in_ordinary_signs(self, text: str) -> None:
        assert certain(text) == frozenset()

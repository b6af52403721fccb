"""Claims are told from ordinary words."""

from pathlib import Path

import pytest
import yaml

from assistant.understanding.intents.claim_words import speaks_of_own_goods
from assistant.understanding.intents.remarks import read_remark
from assistant.understanding.message_words import fold
from assistant.understanding.references.claimed_problems import claimed_problem
from assistant.understanding.types import Remark

_EVERYDAY: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("everyday_messages.yml").read_text(encoding="utf-8")
)
_DEFECTS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("told_defects.yml").read_text(encoding="utf-8")
)


class TestAClaim:
    @pytest.mark.parametrize(
        "text",
        [
            "my bowl arrived broken",
            "one of the tea towels arrived torn",
            "you sent me the wrong sheet",
            "I received the wrong colour",
            "this is not what I ordered",
            "the sheet is missing from the parcel",
            "the lid wasn't in the box",
            "my order came incomplete",
            "the bottle leaks",
            "the boots are leaking",
            "the lamp does not work",
            "I want to report a problem with my order",
            "ma bougie est arrivée cassée",
            "vous m'avez envoyé le mauvais drap",
            "je n'ai pas reçu la bonne couleur",
            "ce n'est pas ce que j'ai commandé",
            "il manque une lampe dans mon colis",
            "ma commande est incomplète",
            "le couvercle n'était pas dans le carton",
            "la gourde fuit",
            "les bottes prennent l'eau",
            "la lampe ne marche pas",
            "je voudrais faire une réclamation",
        ],
    )
    def test_says_that_goods_are_not_as_they_should_be(self, text: str) -> None:
        assert read_remark(text) is Remark.DEFECT

    def test_is_none_of_150_everyday_messages(self) -> None:
        messages = [one for language in _EVERYDAY.values() for one in language]

        claims = [one for one in messages if read_remark(one) is Remark.DEFECT]

        assert len(messages) >= 150
        assert claims == []

    @pytest.mark.parametrize("text", _DEFECTS["told"])
    def test_tells_that_an_item_leaks_or_broke(self, text: str) -> None:
        assert read_remark(text) is Remark.DEFECT
        assert speaks_of_own_goods(fold(text))
        assert claimed_problem(text) in {"damaged", "defective"}

    @pytest.mark.parametrize("text", _DEFECTS["other"])
    def test_is_no_question_and_no_tale_of_other_goods(self, text: str) -> None:
        assert read_remark(text) is None

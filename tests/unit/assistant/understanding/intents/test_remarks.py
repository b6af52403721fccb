import pytest

from assistant.understanding.intents.remarks import read_remark
from assistant.understanding.types import Remark


class TestWhetherItIsDone:
    @pytest.mark.parametrize(
        "text",
        [
            "did it go through?",
            "so is it done now?",
            "has it been cancelled yet",
            "have you done it?",
            "it went through?",
            "c'est passé ?",
            "euh, c'est bien pris en compte ?",
            "est-ce que ça a marché ?",
            "ma demande est enregistrée ?",
            "vous l'avez fait ?",
            "l'avez-vous annulée ?",
        ],
    )
    def test_is_asked(self, text: str) -> None:
        assert read_remark(text) is Remark.WHETHER_DONE

    @pytest.mark.parametrize(
        "text",
        [
            "c'est fait",
            "c'est bon",
            "it is done",
            "is it done in cotton?",
            "is it available?",
            "did it come in blue last year?",
            "has my order 1001 been sent?",
            "c'est passé par quel transporteur ?",
        ],
    )
    def test_is_not_asked_by_what_states_or_asks_for_more(self, text: str) -> None:
        assert read_remark(text) is not Remark.WHETHER_DONE


class TestAnUndo:
    @pytest.mark.parametrize(
        "text",
        [
            "undo",
            "Can you undo that?",
            "please reverse it",
            "put it back how it was",
            "cancel what you just did",
            "cancel that change please",
            "annulez ce que vous venez de faire",
            "annule ce que tu viens de faire stp",
            "annulez cette modification",
            "vous pouvez revenir en arrière ?",
            "remettez tout comme avant",
            "défaites ça",
        ],
    )
    def test_is_asked_for(self, text: str) -> None:
        assert read_remark(text) is Remark.UNDO

    @pytest.mark.parametrize(
        "text",
        [
            "cancel it",
            "annuler ma commande",
            "cancel the change of address of order 1001 and ship it",
            "take it back",
            "change it",
            "revenez vers moi demain",
        ],
    )
    def test_is_not_asked_for_by_another_wish(self, text: str) -> None:
        assert read_remark(text) is not Remark.UNDO


class TestADefect:
    @pytest.mark.parametrize(
        "text",
        [
            "the cardigan has a hole",
            "le gilet a un trou",
            "my mug arrived broken",
            "la tasse est arrivée cassée",
            "il y a une grosse tache sur le pull",
            "the zip doesn't work",
            "la fermeture ne marche plus",
            "mon zip est complètement cassé",
            "the plates came in pieces",
        ],
    )
    def test_is_told(self, text: str) -> None:
        assert read_remark(text) is Remark.DEFECT

    @pytest.mark.parametrize(
        "text",
        [
            "my code doesn't work",
            "le site ne marche pas",
            "do you have jeans with holes",
            "a jumper without holes",
            "mon pull n'est pas troué",
            "bouilloire par défaut",
        ],
    )
    def test_is_none_of_an_item_that_was_bought(self, text: str) -> None:
        assert read_remark(text) is None

    @pytest.mark.parametrize(
        "text",
        [
            "the shirt is torn, please exchange it",
            "le vase est cassé, remboursez-moi",
            "it's broken, I want my money back",
            "it stopped working after one day, take it back",
            "the item came broken, what now?",
        ],
    )
    def test_beside_a_wish_or_a_question_is_left_to_that(self, text: str) -> None:
        assert read_remark(text) is None

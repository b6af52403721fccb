import pytest

from assistant.understanding.intents.imperatives import bare_command, commanded
from assistant.understanding.types import Intent


class TestARequestAboutANumberedOrder:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("cancel order 1042 please", Intent.CANCEL_ORDER),
            ("annule la commande 10423", Intent.CANCEL_ORDER),
            ("yes, I confirm, cancel order 1042, no longer needed", Intent.CANCEL_ORDER),
            ("oui d'accord, renvoyez la robe de la 10423", Intent.RETURN_ITEMS),
            ("Return #1042 to my card: the mug; the lamp", Intent.RETURN_ITEMS),
            ("j'aimerais renvoyer la robe de ma commande 10423", Intent.RETURN_ITEMS),
            ("On order #1042, I'd like to exchange the mug for a blue one", Intent.EXCHANGE_ITEMS),
            ("For #1042, change the lamp to black", Intent.CHANGE_ITEMS),
            ("modifie l'adresse de la commande 10423", Intent.CHANGE_ADDRESS),
            ("for order 1042 that I placed today, update the address", Intent.CHANGE_ADDRESS),
            ("Please send order #1042 to 12 Oak Street, Cork", Intent.CHANGE_ADDRESS),
            ("For #1042, change payment to my gift card", Intent.CHANGE_PAYMENT),
            ("I want to pay order 1042 with PayPal instead", Intent.CHANGE_PAYMENT),
        ],
    )
    def test_says_by_its_form_what_is_to_be_done(self, text: str, intent: Intent) -> None:
        assert commanded(text) is intent

    @pytest.mark.parametrize(
        "text",
        [
            "cancel my return of 1042",
            "change order 10423",
            "send order 1042",
            "send order 1042 to me, quickly",
            "pay order 1042",
            "update me on order 1042",
            "change the delivery date of order 1042",
            "modifiez l'e-mail de la commande 10423",
            "Can I return #1042 once it is opened?",
            "don't cancel order 1042",
            "I returned the mug of order 1042 last week",
        ],
    )
    def test_is_left_open_where_the_form_says_too_little(self, text: str) -> None:
        assert commanded(text) is None


class TestANumberedOrder:
    @pytest.mark.parametrize(
        "text",
        [
            "status #1042",
            "where is order BM-10423 please?",
            "ETA on #1042?",
            "can you locate W2611340",
            "hi, tracking for order 1042 pls",
            "où en est la commande 1042 ?",
            "statut 1042 svp",
            "bonjour, pouvez-vous localiser le colis #1042",
            "suivi de ma cmd 1042",
        ],
    )
    def test_is_asked_after_with_a_word_of_whereabouts(self, text: str) -> None:
        assert commanded(text) is Intent.ORDER_STATUS

    @pytest.mark.parametrize(
        "text",
        [
            "where is the invoice for #1042?",
            "status #1042 and cancel it",
            "where do I send the mug of #1042?",
            "où est la notice de la commande 1042 ?",
        ],
    )
    def test_is_not_where_more_is_said(self, text: str) -> None:
        assert commanded(text) is not Intent.ORDER_STATUS


class TestABareCommand:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("bah annulez alors", Intent.CANCEL_ORDER),
            ("well, cancel it then", Intent.CANCEL_ORDER),
            ("dans ce cas j'annule", Intent.CANCEL_ORDER),
            ("can you cancel it?", Intent.CANCEL_ORDER),
            ("cancel the order then", Intent.CANCEL_ORDER),
            ("pouvez-vous l'annuler ?", Intent.CANCEL_ORDER),
            ("ok then send it back please", Intent.RETURN_ITEMS),
            ("renvoyez-le", Intent.RETURN_ITEMS),
            ("je veux les échanger", Intent.EXCHANGE_ITEMS),
        ],
    )
    def test_names_nothing_but_what_is_to_be_done(self, text: str, intent: Intent) -> None:
        assert bare_command(text) is intent

    @pytest.mark.parametrize(
        "text",
        [
            "cancel my return",
            "cancel the shirt",
            "cancel an order",
            "don't cancel it",
            "cancel what you did",
            "annulez la commande 10423",
            "where is it?",
            "",
        ],
    )
    def test_is_none_where_more_is_named_or_less_is_asked(self, text: str) -> None:
        assert bare_command(text) is None

"""What an agent has to look at in a rewording, and what they need not."""

import pytest

from assistant.console.copilot.rewording_check import doubts
from assistant.conversation.message import Language

SAME_LANGUAGE: list[tuple[Language, str, str]] = [
    (
        "en",
        "We do not refund sale items, and do not exchange them.",
        "I am sorry: we neither refund nor exchange sale items.",
    ),
    (
        "en",
        "We do not refund sale items, and do not exchange them.",
        "Unfortunately, sale items cannot be refunded or exchanged.",
    ),
    (
        "en",
        "Delivery costs 10 EUR to France, 20 EUR to Belgium.",
        "Thank you for asking. To France, delivery is 10 EUR; to Belgium, it is 20 EUR.",
    ),
    (
        "en",
        "You have 30 days to return an item and we refund you within 14 days.",
        "You may return your item for 30 days. We will then refund you within 14 days.",
    ),
    (
        "en",
        "We refund you if the item is unopened.",
        "We will gladly refund you if the item is still unopened. Do not hesitate to write.",
    ),
    (
        "en",
        "Your parcel arrives on 3 December.",
        "Good news: your parcel arrives on 3 December. Tell us if you have any questions.",
    ),
    (
        "en",
        "We open on Monday and close on Sunday.",
        "We are open on Monday, and we close on Sunday.",
    ),
    ("en", "We only deliver in France.", "Please note that we deliver in France only."),
    (
        "en",
        "Returns are free in France, and cost 5 EUR in Belgium.",
        "In France, returns are free; in Belgium they cost 5 EUR.",
    ),
    (
        "fr",
        "Nous ne remboursons pas les articles soldés et ne les échangeons pas.",
        "Les articles soldés ne sont ni remboursés ni échangés.",
    ),
    (
        "fr",
        "Nous remboursons sauf si l'article est ouvert.",
        "Nous vous remboursons avec plaisir, sauf si l'article est ouvert.",
    ),
    (
        "fr",
        "Aucun retour n'est accepté après 30 jours.",
        "Nous n'acceptons aucun retour après 30 jours.",
    ),
    (
        "fr",
        "La livraison coûte 10 € en France et 20 € en Belgique.",
        "Pour la France, la livraison est à 10 € ; pour la Belgique, elle est à 20 €.",
    ),
    (
        "fr",
        "Nous vous remboursons à condition que l'article soit neuf.",
        "C'est avec plaisir que nous vous remboursons si l'article est neuf.",
    ),
    (
        "fr",
        "Votre colis arrive lundi.",
        "Votre colis arrive lundi. N’hésitez pas à nous écrire si vous avez des questions.",
    ),
    ("fr", "Nous ne livrons qu'en France.", "Nous livrons uniquement en France."),
    (
        "fr",
        "C'est gratuit à partir de 60 €, sinon 5 €.",
        "C'est offert à partir de 60 €, sinon 5 €.",
    ),
    (
        "fr",
        "Retours pendant 30 jours si l'article n'a pas été porté. Remboursement sous 14 jours.",
        "Retours sous 30 jours, s'il n'a pas été porté. Vous êtes remboursé sous 14 jours.",
    ),
    (
        "en",
        "You get 10% off the first order and 5% off the next ones.",
        "Your first order comes with 10% off, and the next ones with 5% off.",
    ),
    (
        "fr",
        "Le retour est gratuit en France ; depuis la Belgique, il coûte 7 €.",
        "Depuis la France, le retour est gratuit. Depuis la Belgique, il coûte 7 €.",
    ),
    (
        "en",
        "If the colour does not suit you, you can return it within 30 days at no cost.",
        "Should the colour not suit you, you may return it within 30 days at no cost.",
    ),
    (
        "en",
        "We cannot refund the coat because it was worn.",
        "The coat was worn, so we are not able to refund it.",
    ),
    (
        "fr",
        "Vous pouvez changer l'adresse tant que la commande n'est pas partie.",
        "Tant que la commande n'est pas partie, vous pouvez changer l'adresse.",
    ),
]

TRANSLATED: list[tuple[str, str]] = [
    (
        "We do not refund sale items, and do not exchange them.",
        "Nous ne remboursons pas les articles soldés et ne les échangeons pas.",
    ),
    (
        "We neither refund nor exchange sale items.",
        "Les articles soldés ne sont ni remboursés ni échangés.",
    ),
    (
        "Delivery costs 10 EUR to France, 20 EUR to Belgium.",
        "La livraison coûte 10 € vers la France, 20 € vers la Belgique.",
    ),
    (
        "We only deliver in France, unless you ask for express.",
        "Nous ne livrons qu'en France, à moins que vous ne demandiez l'express.",
    ),
    ("No return is accepted after 30 days.", "Aucun retour n'est accepté après 30 jours."),
    (
        "You can return it within 30 days, unless it has been worn.",
        "Vous pouvez le retourner sous 30 jours, sauf s'il a été porté.",
    ),
    (
        "Without the receipt, no exchange is possible.",
        "Sans le ticket, aucun échange n'est possible.",
    ),
    ("I can only apologise.", "Je ne peux que vous présenter mes excuses."),
    ("We do not ship on Saturday or Sunday.", "Nous n'expédions ni le samedi ni le dimanche."),
    ("Orders over 60 EUR are free.", "Les commandes de plus de 60 € sont gratuites."),
    ("You have up to 30 days.", "Vous avez jusqu'à 30 jours."),
    ("It arrives before 3 December.", "Elle arrive avant le 3 décembre."),
    ("We have no more stock.", "Nous n'avons plus de stock."),
]

TURNED: list[tuple[Language, str, str, str]] = [
    (
        "en",
        "We do not refund sale items, and do not exchange them.",
        "We refund sale items, but do not exchange them.",
        "denials",
    ),
    (
        "en",
        "We cannot change the address and cannot cancel.",
        "We can change the address, though we cannot cancel.",
        "denials",
    ),
    (
        "en",
        "Delivery costs 10 EUR to France, 20 EUR to Belgium.",
        "Delivery costs 20 EUR to France, 10 EUR to Belgium.",
        "order",
    ),
    (
        "en",
        "Delivery costs 10 EUR to France, 20 EUR to Belgium.",
        "Delivery costs 10 EUR to Belgium, 20 EUR to France.",
        "order",
    ),
    (
        "en",
        "You have 30 days to return an item and we refund you within 14 days.",
        "You have 14 days to return an item and we refund you within 30 days.",
        "order",
    ),
    ("en", "Shoes are 10 EUR and coats 20 EUR.", "Coats are 10 EUR and shoes 20 EUR.", "order"),
    (
        "en",
        "We open on Monday and close on Sunday.",
        "We open on Sunday and close on Monday.",
        "order",
    ),
    (
        "en",
        "Returns are free in France, and cost 5 EUR in Belgium.",
        "Returns are free in Belgium, and cost 5 EUR in France.",
        "order",
    ),
    ("en", "We refund you if the item is unopened.", "We refund you gladly for the item.", "if"),
    ("en", "We refund you unless the item is worn.", "We refund you, even a worn item.", "unless"),
    ("en", "We only deliver in France.", "We deliver in France with pleasure.", "only"),
    ("en", "It takes at least 5 days.", "It takes at most 5 days.", "at_least"),
    ("en", "It takes up to 5 days.", "It takes 5 days.", "at_most"),
    ("en", "Free for orders over 60 EUR.", "Free for orders under 60 EUR.", "above"),
    ("en", "It arrives before 3 December.", "It arrives after 3 December.", "after"),
    (
        "fr",
        "Nous ne remboursons pas les articles soldés et ne les échangeons pas.",
        "Nous remboursons les articles soldés, mais nous ne les échangeons pas.",
        "denials",
    ),
    (
        "fr",
        "La livraison coûte 10 € en France et 20 € en Belgique.",
        "La livraison coûte 20 € en France et 10 € en Belgique.",
        "order",
    ),
    (
        "fr",
        "La livraison coûte 10 € en France et 20 € en Belgique.",
        "La livraison coûte 10 € en Belgique et 20 € en France.",
        "order",
    ),
    (
        "fr",
        "Nous remboursons tout, sauf les articles soldés.",
        "Nous remboursons tout, et les articles soldés.",
        "unless",
    ),
    (
        "fr",
        "Nous vous remboursons à condition que l'article soit neuf.",
        "Nous vous remboursons l'article, neuf ou pas.",
        "if",
    ),
    (
        "fr",
        "Vous êtes remboursé si l'article est neuf.",
        "Vous êtes remboursé de l'article.",
        "if",
    ),
    ("fr", "Nous ne livrons qu'en France.", "Nous livrons aussi en France.", "only"),
    ("fr", "Comptez au moins 5 jours.", "Comptez au plus 5 jours.", "at_most"),
    ("fr", "C'est offert dès plus de 60 €.", "C'est offert pour moins de 60 €.", "below"),
    ("fr", "Elle arrive avant le 3 décembre.", "Elle arrive après le 3 décembre.", "before"),
]

TURNED += [
    ("en", "We refund shoes, but not coats.", "We refund coats, but not shoes.", "denials"),
    (
        "fr",
        "Nous livrons la Corse, mais nous ne livrons pas la Suisse.",
        "Nous livrons la Suisse, mais nous ne livrons pas la Corse.",
        "denials",
    ),
    (
        "en",
        "You paid 59 EUR; we refunded 49 EUR and kept 10 EUR for delivery.",
        "You paid 59 EUR; we refunded 10 EUR and kept 49 EUR for delivery.",
        "order",
    ),
    (
        "en",
        "It takes at least 3 days and at most 10 days.",
        "It takes at most 3 days and at least 10 days.",
        "order",
    ),
    (
        "fr",
        "Appelez avant 12h pour la livraison, après 14h pour un retour.",
        "Appelez après 12h pour la livraison, avant 14h pour un retour.",
        "order",
    ),
    (
        "fr",
        "Le modèle S coûte 40 €, le modèle XL coûte 55 €.",
        "Le modèle XL coûte 40 €, le modèle S coûte 55 €.",
        "order",
    ),
    (
        "en",
        "Orders before noon leave today, unless the item is made to order.",
        "Orders before noon leave today.",
        "unless",
    ),
]

TURNED_IN_TRANSLATION: list[tuple[str, str, str]] = [
    (
        "We do not refund sale items, and do not exchange them.",
        "Nous remboursons les articles soldés, mais nous ne les échangeons pas.",
        "denials",
    ),
    (
        "Delivery costs 10 EUR to France, 20 EUR to Belgium.",
        "La livraison coûte 20 € vers la France, 10 € vers la Belgique.",
        "order",
    ),
    ("We refund you if it is unopened.", "Nous vous remboursons avec plaisir.", "if"),
    ("We only deliver in France.", "Nous livrons en France.", "only"),
    (
        "It costs 10 EUR with Chronopost, 5 EUR with Colissimo.",
        "Cela coûte 10 € avec Colissimo, 5 € avec Chronopost.",
        "order",
    ),
]


class TestARewording:
    @pytest.mark.parametrize(("language", "before", "after"), SAME_LANGUAGE)
    def test_that_says_the_same_is_not_doubted(
        self, language: Language, before: str, after: str
    ) -> None:
        assert doubts(before, after, (language, language)) == ()

    @pytest.mark.parametrize(("language", "before", "after", "what"), TURNED)
    def test_that_turns_something_around_is_doubted(
        self, language: Language, before: str, after: str, what: str
    ) -> None:
        assert what in doubts(before, after, (language, language))


class TestATranslation:
    @pytest.mark.parametrize(("english", "french"), TRANSLATED)
    def test_that_says_the_same_is_not_doubted(self, english: str, french: str) -> None:
        assert doubts(english, french, ("en", "fr")) == ()
        assert doubts(french, english, ("fr", "en")) == ()

    def test_that_denies_in_a_word_what_was_one_without_is_doubted_though_it_is_right(self) -> None:
        english = "If the item is unopened, we refund you within 14 days."
        french = "Si l'article n'a pas été ouvert, nous vous remboursons sous 14 jours."
        assert doubts(english, french, ("en", "fr")) == ("denials",)

    @pytest.mark.parametrize(("english", "french", "what"), TURNED_IN_TRANSLATION)
    def test_that_turns_something_around_is_doubted(
        self, english: str, french: str, what: str
    ) -> None:
        assert what in doubts(english, french, ("en", "fr"))

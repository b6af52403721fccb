import pytest

from assistant.answers.guard.sentence_judge import DroppedSentence, KeptSentence, Sentence, judge
from assistant.conversation.message import Language
from tests.unit.assistant.answers.guard.judging import (
    NOT_TAKEN,
    RETOURS,
    RETURNS,
    basis,
    ground,
)
from tests.unit.assistant.answers.guard.ordinary import AUTREMENT, OTHERWISE, PAREIL, SAME

# Sentence, and the words it gives as its quote.
TRUE = [
    ("You have 30 days from delivery to return an item.", "You have 30 days from delivery"),
    ("You can return an item within 30 days of delivery.", "30 days from delivery to return"),
    ("Items can be returned for 30 days after delivery.", "You have 30 days from delivery"),
    ("Returns from mainland France are free.", "Returns are free from mainland France."),
    ("Returning an item from mainland France is free of charge.", "Returns are free"),
    ("Outside mainland France, a return costs 6.90 €.", "the return costs 6.90 €"),
    ("Outside mainland France the return costs €6.90.", "the return costs 6.90 €"),
    ("We refund you within 14 days to the card that paid.", "Refunds are made within 14 days"),
    ("Refunds are made to the card that paid, within 14 days.", "to the card that paid"),
    ("Opened candles cannot be returned.", "opened candles, soaps and skincare"),
    ("We cannot take back earrings or gift cards.", "- earrings;\n- gift cards."),
    ("No, we cannot take back engraved items.", "items embroidered or engraved at your request"),
    ("The item must be unworn, unwashed and have its labels.", "must be unworn, unwashed"),
    ("Items from the sales can be returned on the same terms.", "Items bought in the sales"),
    (
        "Home delivery to Belgium costs 8.90 € and takes 3 to 5 working days.",
        "| Belgium, Luxembourg | Home | 8.90 € | 3 to 5 working days | 120 € |",
    ),
    ("Delivery to Belgium is free from 120 €.", "Belgium, Luxembourg | Home | 8.90 €"),
    ("We deliver from Monday to Saturday.", "We deliver from Monday to Saturday."),
    ("Yes, we deliver on Thursday.", "We deliver from Monday to Saturday."),
    ("Parcels are not delivered on public holidays.", "not delivered on public holidays"),
    ("Brisemare has its shop in Brest, at 12 quai de la Douane.", "Our shop is in Brest"),
    (
        "The shop opens at 10:00 and closes at 19:00, Tuesday to Saturday.",
        "It is open from Tuesday",
    ),
    ("Only pieces that are in stock in the shop can be tried on.", "Only pieces in stock"),
]
VRAI = [
    ("Vous avez 30 jours après la livraison pour retourner un article.", "Vous disposez de 30"),
    ("Un article peut être retourné 30 jours après la livraison.", "30 jours après la livraison"),
    ("Nous vous remboursons sous 14 jours.", "Nous remboursons sous 14 jours."),
    (
        "Le retour est gratuit, uniquement depuis la France métropolitaine.",
        "Le retour est gratuit depuis la France métropolitaine uniquement.",
    ),
    ("Non, les articles gravés ne sont pas échangés.", "Les articles gravés ne sont ni repris"),
    ("L'échange par colis n'existe pas hors de France métropolitaine.", "L'échange par colis"),
]
# Sentence, quote, and the rule by which it is dropped.
FALSE = [
    # figures
    ("You have 45 days from delivery to return an item.", "30 days", "duration_not_in_evidence"),
    ("You have thirty-one days to return it.", "You have 30 days", "claim_not_in_evidence"),
    ("Outside mainland France, a return costs 9.90 €.", "6.90 €", "amount_not_in_evidence"),
    ("Home delivery to Belgium costs 5.90 €.", "| Belgium, Luxembourg |", "amount_not_in_evidence"),
    ("You get 20% off returns.", "Returns are free", "percent_not_in_evidence"),
    ("Refunds are made before 12 May.", "Refunds are made", "date_not_in_evidence"),
    ("The shop opens at 8:30.", "It is open from Tuesday", "time_not_in_evidence"),
    ("Use the code FREE2026 for returns.", "Returns are free", "code_not_in_evidence"),
    ("Call +33 2 98 00 11 22 about returns.", "Returns", "phone_not_in_evidence"),
    ("Write to help@brisemare.example about returns.", "Returns", "email_not_in_evidence"),
    ("There are three shops.", "Our shop is in Brest", "claim_not_in_evidence"),
    # days and other words that decide
    ("Yes, we deliver on Sunday.", "We deliver from Monday to Saturday.", "claim_not_in_evidence"),
    ("The shop is open on Monday.", "It is open from Tuesday", "claim_not_in_evidence"),
    ("Delivery to Belgium is always free.", "120 €", "claim_not_in_evidence"),
    ("Returns are free worldwide.", "Returns are free", "claim_not_in_evidence"),
    ("Refunds are made immediately.", "Refunds are made within", "claim_not_in_evidence"),
    ("Delivery comes with a lifetime guarantee.", "We deliver", "claim_not_in_evidence"),
    ("There is a discount on returns.", "Returns are free", "claim_not_in_evidence"),
    # what is denied, and what is not
    ("Opened candles can be returned.", "opened candles, soaps and skincare", "negation"),
    ("We take back earrings.", "- earrings;", "negation"),
    ("Parcels are delivered on public holidays.", "public holidays", "negation"),
    ("You do not have 30 days to return an item.", "You have 30 days", "negation"),
    ("Returns are not free from mainland France.", "Returns are free", "negation"),
    # what is narrowed
    ("Pieces can be tried on in the shop.", "Only pieces in stock", "limit"),
    # names
    ("Delivery to Belgium is made by Bpost.", "| Belgium, Luxembourg |", "name_not_in_evidence"),
    ("Our shop is in Lyon.", "Our shop is in Brest", "name_not_in_evidence"),
    ("The Ouessant Wool Jumper can be returned.", "Items bought", "name_not_in_evidence"),
    # promises
    ("I'll check your order and get back to you.", "", "promise"),
    ("I have cancelled your order.", "", "promise"),
    ("Your refund has been processed.", "Refunds are made", "promise"),
    ("Our team will call you about the return.", "Returns", "promise"),
    ("I can offer you a free return.", "Returns are free", "promise"),
    ("We will send you a return label.", "Returns are free", "promise"),
    ("Let me look into the return.", "Returns", "promise"),
    # what no shop says
    ("You should see a doctor before you return it.", "Returns", "outside_the_shop"),
    ("Invest in crypto before you return it.", "Returns", "outside_the_shop"),
    ("As an AI, returns are free from mainland France.", "Returns are free", "machine"),
    ("According to the passage, returns are free.", "Returns are free", "machine"),
    ("The code is ref-0123456789abcdef.", "", "leak"),
    ("Its letters are r e f 0 1 2 3 4 5 6 7 8 9 a b c d e f.", "", "leak"),
    ("You write for the customer service of the shop Brisemare.", "", "leak"),
    # what a page would do something with
    ("Returns are free ![x](https://evil.example/p.png).", "Returns are free", "markup"),
    ("Returns are [free](https://evil.example).", "Returns are free", "markup"),
    ("Returns are <b>free</b>.", "Returns are free", "markup"),
    ("Returns are free\u200b from mainland France.", "Returns are free", "markup"),
    ("System: returns are free.", "Returns are free", "markup"),
    ("Returns are free, see https://evil.example/x.", "Returns are free", "host_not_allowed"),
    ("Returns are free, see evil-returns.com.", "Returns are free", "host_not_allowed"),
    ("Returns are free, see http://10.0.0.1/x.", "Returns are free", "host_not_allowed"),
    # words that stand nowhere
    ("Returns are quick, simple and loved by customers.", "Returns are free", "unsupported"),
    ("Gift wrapping is included with delivery.", "We deliver from Monday", "unsupported"),
    ("You have to pay a penalty for a return.", "Returns are free", "unsupported"),
    # quotes that stand nowhere
    ("Returns are free.", "Returns are free for members of the club", "quote_not_in_evidence"),
    # no sentences
    ("Are returns free from mainland France?", "", "no_sentence"),
    ("| Belgium, Luxembourg | Home | 8.90 € |", "", "no_sentence"),
    ("From mainland France, returns are:", "", "no_sentence"),
    ("119.00 EUR.", "", "no_sentence"),
    ("Question: returns are free?", "", "markup"),
    ("Returns and refunds.", "", "says_nothing"),
    # nothing
    ("I am happy to help you.", "", "says_nothing"),
    ("Sure, thanks for your question!", "", "says_nothing"),
    ("Vous disposez de jours pour retourner un article.", "30 days", "wrong_language"),
    ("Returns are free. " * 40, "Returns are free", "too_long"),
]
FAUX = [
    ("Vous avez 60 jours pour retourner un article.", "30 jours", "duration_not_in_evidence"),
    ("Le retour est gratuit depuis la France métropolitaine.", "Le retour est gratuit", "limit"),
    ("Les articles gravés sont échangés.", "Les articles gravés", "negation"),
    ("Je vérifie votre retour et je reviens vers vous.", "", "promise"),
    ("Votre commande a été annulée.", "", "promise"),
    ("Un conseiller va vous rappeler pour le retour.", "", "promise"),
    ("Nous vous offrons un bon d'achat pour ce retour.", "", "promise"),
    ("Un bon d'achat est donné pour un retour.", "", "claim_not_in_evidence"),
    ("Vous avez trente-deux jours pour retourner un article.", "", "duration_not_in_evidence"),
    ("Le retour est gratuit le dimanche uniquement.", "gratuit", "claim_not_in_evidence"),
    ("Le retour se fait avec Chronopost, sauf exception.", "retour", "claim_not_in_evidence"),
    ("En tant qu'IA, je dis 30 jours après la livraison.", "30 jours", "machine"),
]


class TestATrueSentence:
    @pytest.mark.parametrize(("text", "quote"), TRUE)
    def test_is_kept(self, text: str, quote: str) -> None:
        assert isinstance(judge(Sentence(text=text, quote=quote), basis()), KeptSentence)

    @pytest.mark.parametrize(("text", "quote"), VRAI)
    def test_is_kept_in_french(self, text: str, quote: str) -> None:
        verdict = judge(Sentence(text=text, quote=quote), basis(language="fr"))

        assert isinstance(verdict, KeptSentence)

    @pytest.mark.parametrize("text", [text for text, _ in TRUE[:16]])
    def test_needs_no_quote_if_some_place_bears_it(self, text: str) -> None:
        assert isinstance(judge(Sentence(text=text), basis()), KeptSentence)

    def test_rests_on_the_whole_sentence_that_it_quotes(self) -> None:
        verdict = judge(Sentence(text="You have 30 days.", source=1, quote="30 days"), basis())

        assert isinstance(verdict, KeptSentence)
        assert verdict.ground is RETURNS
        assert verdict.span.text == "You have 30 days from delivery to return an item."

    def test_may_be_of_a_page_that_is_called_something_in_another_language(self) -> None:
        umbrella = ground("Care: Damp sponge, air dry.", title="Parapluie Coup de Vent pour la Mer")
        said = Sentence(text="Parapluie Coup de Vent pour la Mer, care: damp sponge, air dry.")

        assert isinstance(judge(said, basis(umbrella)), KeptSentence)
        foreign = Sentence(text="Parapluie Coup de Vent pour la Mer : séchez-le à l'air libre.")
        assert judge(foreign, basis(umbrella)) == DroppedSentence("wrong_language")

    def test_may_give_the_wrong_number_for_its_source(self) -> None:
        sentence = Sentence(text="You have 30 days.", source=3, quote="You have 30 days")

        assert isinstance(judge(sentence, basis()), KeptSentence)

    def test_may_quote_nearly(self) -> None:
        quote = "you have 30 days from  the delivery to return an item"

        assert isinstance(
            judge(Sentence(text="You have 30 days.", quote=quote), basis()), KeptSentence
        )


class TestAFalseSentence:
    @pytest.mark.parametrize(("text", "quote", "rule"), FALSE)
    def test_is_dropped(self, text: str, quote: str, rule: str) -> None:
        assert judge(Sentence(text=text, quote=quote), basis()) == DroppedSentence(rule)

    @pytest.mark.parametrize(("text", "quote", "rule"), FAUX)
    def test_is_dropped_in_french(self, text: str, quote: str, rule: str) -> None:
        verdict = judge(Sentence(text=text, quote=quote), basis(language="fr"))

        assert verdict == DroppedSentence(rule)

    @pytest.mark.parametrize(("text", "rule"), [(text, rule) for text, _, rule in FALSE])
    def test_is_dropped_whatever_it_rests_on(self, text: str, rule: str) -> None:
        if rule == "quote_not_in_evidence":
            pytest.skip("what it says is true")

        assert isinstance(judge(Sentence(text=text), basis()), DroppedSentence)


class TestAPromise:
    def test_may_be_made_with_a_receipt(self) -> None:
        done = "Your order BM1001 has been cancelled."
        receipt = ground("Order BM1001 cancelled. Refund of 49.00 €.", title="Receipt")
        proven = basis(receipt, receipts=(receipt.text,))

        assert isinstance(judge(Sentence(text=done), proven), KeptSentence)

    def test_needs_a_receipt_of_what_it_says(self) -> None:
        receipt = ground("Order BM1001 cancelled. Refund of 49.00 €.", title="Receipt")
        proven = basis(receipt, receipts=(receipt.text,))
        other = "Your address has been changed to another street."

        assert isinstance(judge(Sentence(text=other), proven), DroppedSentence)

    def test_of_the_shops_own_page_may_be_repeated(self) -> None:
        page = ground("We will refund you within 14 days of receiving the parcel.")

        verdict = judge(Sentence(text="We will refund you within 14 days."), basis(page))

        assert isinstance(verdict, KeptSentence)


class TestAnotherLanguage:
    ENGLISH = Sentence(text="You have 30 days after delivery to return an item.", quote="30 jours")

    def test_needs_to_be_like_what_it_rests_on(self) -> None:
        foreign = basis(RETOURS)

        assert judge(self.ENGLISH, foreign) == DroppedSentence("other_language")
        assert judge(self.ENGLISH, foreign, likeness=0.5) == DroppedSentence("other_language")
        assert isinstance(judge(self.ENGLISH, foreign, likeness=0.95), KeptSentence)

    def test_changes_no_figure(self) -> None:
        more = Sentence(text="You have 60 days after delivery to return an item.", quote="30 jours")

        assert judge(more, basis(RETOURS), likeness=0.99) == DroppedSentence(
            "duration_not_in_evidence"
        )

    def test_changes_no_claim(self) -> None:
        free = Sentence(text="Returns are free.", quote="Le retour est gratuit")

        assert judge(free, basis(RETOURS), likeness=0.99) == DroppedSentence("limit")


class TestAHeading:
    def test_that_denies_is_read_with_the_items_below_it(self) -> None:
        page = ground("- candles\n- earrings", "What cannot be returned")

        assert judge(Sentence(text="Candles are returned."), basis(page)) == DroppedSentence(
            "negation"
        )

    def test_is_no_part_of_a_sentence_below_it(self) -> None:
        page = ground("We refund you within 7 days.", "Item no longer available")

        assert isinstance(
            judge(Sentence(text="We refund you within 7 days."), basis(page)), KeptSentence
        )

    def test_may_be_what_is_quoted(self) -> None:
        sentence = Sentence(
            text="The item must be unworn, unwashed and with its labels.",
            quote="Condition of the item",
        )

        assert isinstance(judge(sentence, basis(NOT_TAKEN)), KeptSentence)


class TestInOtherWords:
    @pytest.mark.parametrize(
        ("language", "said", "stands"),
        [*(("en", *pair) for pair in SAME), *(("fr", *pair) for pair in PAREIL)],
    )
    def test_the_same_is_kept(self, language: Language, said: str, stands: str) -> None:
        page = basis(ground(stands, language=language), language=language)

        assert isinstance(judge(Sentence(text=said, source=1, quote=stands), page), KeptSentence)

    @pytest.mark.parametrize(
        ("language", "said", "stands", "rule"),
        [*(("en", *one) for one in OTHERWISE), *(("fr", *one) for one in AUTREMENT)],
    )
    def test_something_else_is_dropped(
        self, language: Language, said: str, stands: str, rule: str | None
    ) -> None:
        page = basis(ground(stands, language=language), language=language)

        judged = judge(Sentence(text=said, source=1, quote=stands), page)

        assert isinstance(judged, DroppedSentence)
        assert rule in {None, judged.rule}

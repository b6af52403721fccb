import numpy as np
import pytest

from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.intents.intent_training import TrainingSentence, train_intents
from assistant.understanding.message_interpreter import MessageInterpreter
from assistant.understanding.signals.signal_training import SignalSentence, train_signals
from assistant.understanding.spelling.language_dictionary import load_or_make_dictionary
from assistant.understanding.spelling.spelling_correction import Speller
from assistant.understanding.types import (
    Intent,
    PriceObjection,
    ReadingContext,
    Remark,
    Signal,
    Understanding,
)
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.encoders.model_folders import ModelFolders
from tests.unit.assistant.understanding.fakes import SHOP, WordEncoder


@pytest.fixture(scope="module")
def model() -> IntentModel:
    taught = {
        Intent.QUESTION: "délais livraison retours garantie paiement colis",
        Intent.CHITCHAT: "météo blague devoirs politique lampes foot",
        Intent.PRODUCT_SEARCH: "cherche montrez trouver acheter idée conseil",
    }
    return train_intents(
        WordEncoder(),
        [
            TrainingSentence(text=f"{word} {extra}", intent=intent, place=at / 30)
            for intent, words in taught.items()
            for at, (word, extra) in enumerate(
                (word, extra)
                for extra in ("un", "deux", "vite", "ici", "")
                for word in words.split()
            )
        ],
    )


class TestReader:
    @pytest.fixture
    def encoder(self) -> WordEncoder:
        return WordEncoder()

    @pytest.fixture
    def reader(self, encoder: WordEncoder, model: IntentModel) -> MessageInterpreter:
        return MessageInterpreter(encoder=encoder, model=model)

    def test_encodes_a_message_once_and_shares_the_vector(
        self, reader: MessageInterpreter, encoder: WordEncoder
    ) -> None:
        understanding = read(reader, "  Quels délais\u200b ? ")

        assert encoder.encoded == ["Quels délais ?"]
        assert understanding.text == "Quels délais ?"
        np.testing.assert_array_equal(
            understanding.vector, WordEncoder().encode_query("Quels délais ?")
        )

    def test_hears_an_objection_to_a_price_beside_the_intent(
        self, reader: MessageInterpreter, encoder: WordEncoder
    ) -> None:
        assert read(reader, "C'est trop cher, j'ai 60 euros").price_objection == PriceObjection(
            budget="60"
        )
        assert encoder.encoded == ["C'est trop cher, j'ai 60 euros"]

    @pytest.mark.parametrize(
        "text",
        [
            "C'est trop cher, bande de voleurs, je porte plainte",
            "trop cher pour la commande BM10482413",
            "trop cher, passez-moi un conseiller",
        ],
    )
    def test_hears_none_beside_a_grave_signal_an_order_or_a_wish_for_a_person(
        self, reader: MessageInterpreter, text: str
    ) -> None:
        assert read(reader, text).price_objection is None

    def test_reads_misspelt_words_as_they_are_meant_and_keeps_them_as_they_were_written(
        self, encoder: WordEncoder, model: IntentModel, models: ModelFolders
    ) -> None:
        speller = Speller({"fr": load_or_make_dictionary(models, "fr")})
        reader = MessageInterpreter(encoder=encoder, model=model, speller=speller)
        understanding = read(reader, "delai de livraizon svp, mail : bob.smiht@exampel.fr")

        assert encoder.encoded == [understanding.text]
        assert understanding.text.startswith("délai de livraison s'il vous plaît")
        assert understanding.own_words == understanding.text
        assert understanding.message == "delai de livraizon svp, mail : bob.smiht@exampel.fr"
        assert [found.value for found in understanding.entities.emails] == ["bob.smiht@exampel.fr"]

    def test_takes_the_models_intent(self, reader: MessageInterpreter) -> None:
        understanding = read(reader, "délais livraison")

        assert understanding.intent is Intent.QUESTION
        assert 0 < understanding.confidence <= 1

    def test_believes_the_signal_model_where_it_is_sure_of_a_wish_for_a_person(
        self, encoder: WordEncoder, model: IntentModel
    ) -> None:
        texts = {
            Intent.ASK_FOR_PERSON: "humain conseiller vendeur",
            Signal.SAFETY: "feu brûlure fumée",
            None: "délais livraison retours",
        }
        sentences = [
            SignalSentence(text=f"{word} {extra}", label=label, place=at / 9)
            for label, words in texts.items()
            for at, (word, extra) in enumerate((w, e) for w in words.split() for e in "abc")
        ]
        signals = train_signals(encoder, sentences)
        reader = MessageInterpreter(encoder=encoder, model=model, signal_model=signals)

        assert read(reader, "humain a").intent is Intent.ASK_FOR_PERSON
        assert [one.signal for one in read(reader, "feu a").signals] == [Signal.SAFETY]
        assert read(reader, "retours livraison").intent is Intent.QUESTION

    def test_believes_a_rule_over_the_model(self, reader: MessageInterpreter) -> None:
        assert read(reader, "Bonjour").intent is Intent.GREETING

    def test_reads_remarks_and_bare_commands_beside_the_intent(
        self, reader: MessageInterpreter
    ) -> None:
        assert read(reader, "le gilet a un trou").remark is Remark.DEFECT
        assert read(reader, "bah annulez alors").command[0][0] is Intent.CANCEL_ORDER
        assert read(reader, "délais livraison").remark is None
        assert read(reader, "délais livraison").command == ()

    def test_takes_filters_and_nothing_else_for_a_search(self, reader: MessageInterpreter) -> None:
        understanding = read(reader, "robe rouge sous 50 EUR en M")

        assert understanding.intent is Intent.PRODUCT_SEARCH
        assert understanding.constraints.category == "Robes"
        assert not understanding.follow_up

    def test_doubts_that_a_message_with_a_category_is_off_topic(
        self, reader: MessageInterpreter
    ) -> None:
        text = "blague lampes"
        elsewhere = reader.read(text, ReadingContext(vocabulary=Vocabulary(), language=None))
        here = read(reader, text)

        assert elsewhere.intent is Intent.CHITCHAT
        assert here.intent is not Intent.CHITCHAT or here.confidence < elsewhere.confidence

    def test_sees_a_follow_up(self, reader: MessageInterpreter) -> None:
        assert read(reader, "et en taille 42 ?").follow_up

    def test_reads_a_follow_up_with_its_topic_in_one_encoding(
        self, reader: MessageInterpreter
    ) -> None:
        understanding = reader.read(
            "et en L ?", ReadingContext(vocabulary=SHOP, language="fr", topic="robe rouge en M")
        )

        assert understanding.text == "robe rouge en L ?"
        assert understanding.follow_up

    def test_takes_the_product_of_the_message_for_that_of_the_topic(
        self, reader: MessageInterpreter
    ) -> None:
        understanding = reader.read(
            "et la lampe Orion ?",
            ReadingContext(vocabulary=SHOP, language="fr", topic="la lampe Aurore"),
        )

        assert understanding.products == ("p3",)

    def test_keeps_the_product_of_the_topic_where_the_message_names_none(
        self, reader: MessageInterpreter
    ) -> None:
        understanding = reader.read(
            "et en noir ?", ReadingContext(vocabulary=SHOP, language="fr", topic="la lampe Aurore")
        )

        assert understanding.products == ("p2",)

    def test_never_takes_courtesy_for_a_follow_up(self, reader: MessageInterpreter) -> None:
        assert not read(reader, "et merci !").follow_up

    def test_carries_the_language(self, reader: MessageInterpreter) -> None:
        understanding = reader.read("Orion", ReadingContext(vocabulary=SHOP, language="en"))

        assert understanding.language == "en"

    @pytest.mark.parametrize("text", ["", "?", "😀" * 50, "a" * 10_000, "\ufdfa" * 100])
    def test_reads_anything(self, reader: MessageInterpreter, text: str) -> None:
        assert read(reader, text).intent in Intent


def read(reader: MessageInterpreter, text: str) -> Understanding:
    return reader.read(text, ReadingContext(vocabulary=SHOP, language=None))

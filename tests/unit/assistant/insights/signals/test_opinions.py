import pytest

from assistant.insights.analysis_rows import SignalType
from assistant.insights.aspects.aspect_labels import Aspect, SpokenAspect
from assistant.insights.projection.text_reader import TextReader
from assistant.insights.signals.opinions import find_opinions
from assistant.insights.signals.sought_things import asks, attribute_asked
from assistant.understanding.message_words import fold
from tests.unit.assistant.insights.signals.no_leaks import SENTENCES


def spoken(aspect: Aspect, polarity: int = -1) -> SpokenAspect:
    return SpokenAspect(aspect=aspect, polarity=polarity, confidence=0.8)


def types(text: str, *aspects: SpokenAspect) -> set[tuple[SignalType, str]]:
    folded = fold(text)
    found = find_opinions(folded, aspects, question=asks(folded))
    return {(one.type, one.value) for one in found if one.type is not SignalType.ASPECT}


class TestSize:
    @pytest.mark.parametrize(
        "text",
        [
            "ça taille vraiment petit",
            "ils chaussent petit",
            "prenez une taille au-dessus",
            "trop serré aux épaules",
            "je n'arrive pas, il ne ferme pas",
            "runs a bit small",
            "you need to size up",
            "far too tight",
            "can't get it past my hips",
            "go up a size",
        ],
    )
    def test_that_runs_small_says_so(self, text: str) -> None:
        assert types(text) == {(SignalType.SIZE_SMALL, "")}

    @pytest.mark.parametrize(
        "text",
        [
            "taille plutôt grand",
            "je nage dedans",
            "prenez une taille en dessous",
            "runs large",
            "order down",
            "way too big on me",
        ],
    )
    def test_that_runs_large_says_so(self, text: str) -> None:
        assert types(text) == {(SignalType.SIZE_LARGE, "")}

    def test_that_is_asked_for_has_no_direction(self) -> None:
        text = "est-ce que ça taille petit ?"

        assert types(text, spoken(Aspect.FIT, 0)) == {(SignalType.SIZE_ASKED, "")}

    @pytest.mark.parametrize("text", ["ce n'est pas trop petit", "it is not too small"])
    def test_that_is_denied_is_no_complaint(self, text: str) -> None:
        assert types(text) == set()

    def test_too_long_is_a_size_only_where_something_does_not_fit(self) -> None:
        assert types("la livraison est trop longue") == set()
        assert types("les manches sont trop longues", spoken(Aspect.FIT)) == {
            (SignalType.SIZE_LARGE, "")
        }


class TestPrice:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("c'est trop cher pour moi", "dear"),
            ("way overpriced", "dear"),
            ("je n'avais pas prévu de dépenser autant", "dear"),
            ("the price is putting me off a bit", "dear"),
            ("je l'ai trouvé moins cher ailleurs", "cheaper_elsewhere"),
            ("Amazon sells it cheaper", "cheaper_elsewhere"),
        ],
    )
    def test_is_objected_to(self, text: str, value: str) -> None:
        assert types(text) == {(SignalType.PRICE_OBJECTION, value)}

    def test_is_haggled_over_only_where_price_is_spoken_of(self) -> None:
        assert types("mon code promo est dans le mail") == set()
        assert types("une remise est possible ?", spoken(Aspect.PRICE, 0)) == {
            (SignalType.PRICE_OBJECTION, "discount")
        }

    def test_that_is_not_dear_is_no_objection(self) -> None:
        assert types("ce n'est pas trop cher", spoken(Aspect.PRICE, 1)) == set()


class TestTrouble:
    @pytest.mark.parametrize(
        ("text", "aspect", "expected"),
        [
            ("la fermeture éclair est bloquée", Aspect.DEFECT, (SignalType.DEFECT, "zip")),
            ("il manque une vis", Aspect.DEFECT, (SignalType.DEFECT, "missing_part")),
            ("the kettle leaks", Aspect.DEFECT, (SignalType.DEFECT, "leak")),
            ("bizarre", Aspect.DEFECT, (SignalType.DEFECT, "other")),
            ("colis jamais arrivé", Aspect.DELIVERY, (SignalType.DELIVERY, "lost")),
            ("still waiting for it", Aspect.DELIVERY, (SignalType.DELIVERY, "late")),
            ("toujours pas remboursée", Aspect.RETURNS, (SignalType.DELIVERY, "not_refunded")),
        ],
    )
    def test_is_named_by_its_kind(
        self, text: str, aspect: Aspect, expected: tuple[SignalType, str]
    ) -> None:
        assert types(text, spoken(aspect)) == {expected}

    def test_is_none_where_somebody_is_content_or_asks(self) -> None:
        assert types("no scratch at all", spoken(Aspect.DEFECT, 1)) == set()
        assert types("que faire si c'est cassé ?", spoken(Aspect.DEFECT, 0)) == set()


class TestALeak:
    def test_is_read_in_none_of_two_hundred_everyday_sentences(self, reader: TextReader) -> None:
        read = [
            text
            for text in SENTENCES
            for one in reader.read(text).found
            if (one.type, one.value) == (SignalType.DEFECT, "leak")
        ]

        assert read == []
        assert len(SENTENCES) >= 200


class TestAttributes:
    @pytest.mark.parametrize(
        ("text", "attribute"),
        [
            ("est-ce que ce sac est imperméable ?", "waterproof"),
            ("is it waterproof?", "waterproof"),
            ("c'est en quelle matière ?", "material"),
            ("ça passe au lave-vaisselle ?", "washing"),
            ("where is it made?", "origin"),
            ("does it run on 110 volts?", "voltage"),
            ("combien de temps tient la batterie ?", "battery_life"),
            ("is it vegan?", "vegan"),
            ("les piles sont-elles incluses ?", "accessories"),
        ],
    )
    def test_that_are_asked_for_are_named(self, text: str, attribute: str) -> None:
        assert attribute_asked(fold(text)) == attribute

    @pytest.mark.parametrize("text", ["vous ouvrez demain ?", "je veux un humain"])
    def test_are_none_in_other_questions(self, text: str) -> None:
        assert attribute_asked(fold(text)) == ""

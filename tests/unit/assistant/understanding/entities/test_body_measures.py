from time import perf_counter

import pytest

from assistant.understanding.entities.body_measures import (
    BodyMeasureKind,
    UsualSize,
    read_size_wish,
)
from tests.unit.assistant.understanding.everyday import EVERYDAY

CHEST, WAIST, FOOT = BodyMeasureKind.CHEST, BodyMeasureKind.WAIST, BodyMeasureKind.FOOT
HEIGHT, WEIGHT = BodyMeasureKind.HEIGHT, BodyMeasureKind.WEIGHT


class TestMeasures:
    @pytest.mark.parametrize(
        ("message", "measures"),
        [
            ("tour de poitrine 100", {CHEST: 100}),
            ("j'ai 104 de poitrine, L ou M ?", {CHEST: 104}),
            ("my chest is 42 inches", {CHEST: 106.7}),
            ("i'm bust 95 waist 78, what size", {CHEST: 95, WAIST: 78}),
            ("men's chinos waist 34 inches", {WAIST: 86.4}),
            ("i'm 34 waist so 85 or 95", {WAIST: 86.4}),
            ("le pied fait 17.8cm c'est bon ?", {FOOT: 17.8}),
            ("foot is about 26,5 cm", {FOOT: 26.5}),
            ("jsuis un mec 1m80 75kg je prends quoi", {HEIGHT: 180, WEIGHT: 75}),
            ("i'm 5'11 and 80 kg", {HEIGHT: 180.3, WEIGHT: 80}),
            ("hes 112cm", {HEIGHT: 112}),
            ("1m80", {HEIGHT: 180}),
            ("quelle taille pour 1m65 ?", {HEIGHT: 165}),
            ("mon fils 1m20", {HEIGHT: 120}),
        ],
    )
    def test_are_read_in_centimetres_and_kilograms(
        self, message: str, measures: dict[BodyMeasureKind, float]
    ) -> None:
        read = {one.kind: one.amount for one in read_size_wish(message).measures}

        assert read == pytest.approx(measures, abs=0.1)

    @pytest.mark.parametrize(
        "message",
        [
            "mon lit fait 160x200",
            "il a 6 ans",
            "livré en 5 jours ?",
            "avec ce qui me reste, des bottes",
            "yen a des moins cheres",
            "60 days to return it",
            "I ordered it 3 days ago, where is my parcel?",
            "a person please, I waited for it 3 days",
            "can I cancel it 2 hours after ordering?",
            "will it fit in my bag?",
            "what should I get for my dad?",
            "ma commande de 3 articles est où ?",
            "annulez ma commande passée il y a plus de 3 jours",
            "la livraison a un délai de 5 jours ?",
            "vous avez un code de 10 € ?",
            "rideau 1m50",
            "une nappe de 1m50",
            "je cherche une nappe de 1m50",
            "i'm looking for a curtain of 1m50",
            "j'ai eu 10 jours de retard",
            "give us 2 weeks",
            "je prends 3 articles",
            *EVERYDAY,
        ],
    )
    def test_are_of_a_body(self, message: str) -> None:
        assert not read_size_wish(message).is_told


class TestUsualSizes:
    @pytest.mark.parametrize(
        ("message", "usual"),
        [
            ("i'm usually a UK 12", UsualSize(value="12", system="uk")),
            ("je fais du 38 d'habitude", UsualSize(value="38")),
            ("je chausse du 43", UsualSize(value="43")),
            ("size? i wear L normally", UsualSize(value="L")),
            ("i wear a US size 8", UsualSize(value="8", system="us")),
            ("i'm a us 8", UsualSize(value="8", system="us")),
            ("taille 40 IT", UsualSize(value="40", system="it")),
            ("EU 42", UsualSize(value="42", system="eu")),
        ],
    )
    def test_are_read_with_their_system(self, message: str, usual: UsualSize) -> None:
        assert usual in read_size_wish(message).usual


class TestQuestions:
    @pytest.mark.parametrize(
        "message",
        ["do they run small?", "ça taille grand ?", "elles chaussent petit", "true to size?"],
    )
    def test_of_fit(self, message: str) -> None:
        assert read_size_wish(message).asks_fit

    @pytest.mark.parametrize(
        "message",
        [
            "quelle taille prendre ?",
            "what size should i get",
            "je prends quoi",
            "M ou L ?",
            "size?",
        ],
    )
    def test_of_the_size_to_take(self, message: str) -> None:
        assert read_size_wish(message).asks

    @pytest.mark.parametrize(
        "message", ["will it fit?", "does it fit a 38?", "what should i take for a boy of 6?"]
    )
    def test_of_whether_it_fits(self, message: str) -> None:
        assert read_size_wish(message).asks

    def test_are_read_at_once_in_a_long_message(self) -> None:
        started = perf_counter()

        assert not read_size_wish("! socks " * 20_000).is_told

        assert perf_counter() - started < 0.5  # it took minutes

    @pytest.mark.parametrize("message", ["entre deux tailles", "im between a 38 and a 39"])
    def test_between_two(self, message: str) -> None:
        assert read_size_wish(message).between

    @pytest.mark.parametrize("message", ["quelles tailles avez-vous ?", "what sizes are left?"])
    def test_which_sizes_there_are_is_none_of_them(self, message: str) -> None:
        assert not read_size_wish(message).is_told

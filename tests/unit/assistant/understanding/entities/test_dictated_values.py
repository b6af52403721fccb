import pytest

from assistant.understanding.entities.dictated_values import (
    find_dictated_emails,
    find_dictated_orders,
)
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Entities, ExpectedEntity

_ASKED = frozenset({ExpectedEntity.EMAIL, ExpectedEntity.ORDER, ExpectedEntity.CODE})


def read(text: str) -> Entities:
    return read_entities(text, wanted=_ASKED)


class TestEmails:
    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("grace dot nolan at example dot com", "grace.nolan@example.com"),
            ("it's Grace Dot Nolan at example.com thanks", "grace.nolan@example.com"),
            ("my email is grace at example dot com", "grace@example.com"),
            ("g r a c e dot nolan at example dot com", "grace.nolan@example.com"),
            ("tom underscore peters at mail dot acme dot co dot uk", "tom_peters@mail.acme.co.uk"),
            ("tom2 at example point com", "tom2@example.com"),
            ("sophie point weber arobase example point com", "sophie.weber@example.com"),
            ("c'est sophie.weber arobase example.com", "sophie.weber@example.com"),
            ("c'est hugo tiret lambert arobase example point fr", "hugo-lambert@example.fr"),
            ("léa tiret du bas martin@example point com", "lea_martin@example.com"),
            ("sophie (arobase) example point com", "sophie@example.com"),
        ],
    )
    def test_are_written_as_they_are_said(self, text: str, address: str) -> None:
        (found,) = read(text).emails

        assert found.value == address
        assert "com" not in text[: found.start] + text[found.end :]
        assert read_entities(text).emails == ()

    def test_that_are_typed_are_read_beside_them(self) -> None:
        found = read("lea@example.com, or lea dot martin at example dot com").emails

        assert [one.value for one in found] == ["lea@example.com", "lea.martin@example.com"]

    def test_are_no_shop_where_a_thing_was_seen(self) -> None:
        assert read("I saw these shoes at example dot com").emails == ()


class TestOrderNumbers:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("it's B M one zero four eight four two six three", "BM10484263"),
            ("b m one oh four eight four two six three please", "BM10484263"),
            ("bm ten forty eight forty-two sixty three", "BM10484263"),
            ("B.M. 10484263", "BM10484263"),
            ("BM 1048 4263", "BM10484263"),
            ("bm10 48 42 63", "BM10484263"),
            ("bm double one triple four seven", "BM114447"),
            ("my order number is one zero four eight four two six three", "10484263"),
            ("it is order 1048 4263 thanks", "10484263"),
            ("B M un zéro quatre huit quatre deux six trois", "BM10484263"),
            ("c'est le bm 10 48 42 63", "BM10484263"),
            ("la commande c'est B M dix quarante-huit quarante-deux soixante-trois", "BM10484263"),
            ("bm quatre-vingt-dix-sept soixante et onze vingt et un", "BM977121"),
            ("10 48 42 63", "10484263"),
            ("numéro dix quarante huit trois", "10483"),
            ("bm 104 842 63", "BM10484263"),
            ("bm un zéro quatre huit, sophie point weber arobase example point com", "BM1048"),
        ],
    )
    def test_are_written_as_they_are_said(self, text: str, number: str) -> None:
        asked = read(text)

        assert [one.value for one in asked.orders] == [number]
        assert asked.code is None
        assert number not in [one.value for one in read_entities(text).orders]

    @pytest.mark.parametrize("number", ["BM-20991", "BM10484263", "W2611340"])
    def test_that_are_written_are_read_as_they_are(self, number: str) -> None:
        assert [one.value for one in read(f"it's {number}").orders] == [number]

    def test_are_no_words_in_front_of_a_number(self) -> None:
        assert [one.value for one in read("cmd 3321").orders] == ["3321"]

    def test_stand_beside_an_address(self) -> None:
        said = (
            "grace dot nolan at example dot com and it's B M one zero four eight four two six three"
        )
        found = read(said)

        assert [one.value for one in found.emails] == ["grace.nolan@example.com"]
        assert [one.value for one in found.orders] == ["BM10484263"]


class TestCodes:
    @pytest.mark.parametrize(
        "text",
        [
            "four eight two nine one three",
            "the code is 4 8 2 9 1 3",
            "48 29 13",
            "le code est quarante-huit vingt-neuf treize",
            "quatre huit deux neuf un trois",
        ],
    )
    def test_are_six_digits(self, text: str) -> None:
        found = read(text)

        assert found.code is not None
        assert found.code.value == "482913"
        assert found.orders == ()
        assert read_entities(text).code is None


class TestOrdinarySentences:
    @pytest.mark.parametrize(
        "text",
        [
            "I'll be at home at dot five",
            "at this point I don't know",
            "what's the point, come on",
            "meet me at the shop at ten",
            "one of the two is broken",
            "I have two or three of them",
            "one size fits all, or size ten twelve",
            "I'm a thirty eight, sometimes forty",
            "five foot eleven and eighty kilos",
            "it's 10 12 14 years, which one for my son?",
            "is it 38 40 42?",
            "I saw them at one point for twenty nine ninety",
            "I ordered two days ago at nine thirty",
            "it was on the 12/03/2026",
            "double check that for me please",
            "polka dot dress at twenty euros",
            "I looked at dot com shops first",
            "my wife ordered it, not me",
            "four or five to seven days, right?",
            "it was 118.00 or 1 18.00, I paid too much",
        ],
    )
    def test_give_nothing_in_english(self, text: str) -> None:
        found = read(text)

        assert (found.emails, found.orders, found.code) == ((), (), None)

    @pytest.mark.parametrize(
        "text",
        [
            "un point c'est tout",
            "je veux faire le point sur ma commande",
            "à ce point là, laissez tomber",
            "c'est un pull à pois, point final",
            "un ou deux articles, pas plus",
            "j'en ai pris deux, trois avec le bonnet",
            "je fais du quarante-deux ou quarante-trois",
            "il mesure un mètre vingt trois",
            "c'est du 38 40 42 ?",
            "vingt-neuf quatre-vingt-dix c'est trop cher",
            "c'est arrivé à dix heures trente",
            "c'est quatre ou cinq jours ?",
            "le 12/03/2026 je crois",
            "je n'ai pas le numéro sous la main",
            "un zéro en trop sur la facture",
            "on est cent pour cent contents",
            "c'est 2 3 jours de livraison",
            "mon mari a payé, pas moi",
            "les trois quarts du temps il dort",
            "six sept fois que j'appelle",
        ],
    )
    def test_give_nothing_in_french(self, text: str) -> None:
        found = read(text)

        assert (found.emails, found.orders, found.code) == ((), (), None)


class TestWrittenNumbers:
    def test_stay_apart_at_a_comma(self) -> None:
        assert [one.value for one in read("1048, 2049").orders] == ["1048", "2049"]
        assert [one.value for one in read("BM 1048, 2049").orders] == ["BM1048", "2049"]

    @pytest.mark.parametrize("word", ["a ", "b m ", "double ", "dot "])
    def test_are_looked_for_however_long_a_message_is(self, word: str) -> None:
        assert find_dictated_emails(word * 4000) == ()
        assert find_dictated_orders(word * 4000) == ()

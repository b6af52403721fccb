from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Entities, Entity, ExpectedEntity, PositionKind

TODAY = date(2026, 11, 24)
_WANTED = st.frozensets(st.sampled_from(ExpectedEntity))
_TEXT = st.text(max_size=120) | st.text(
    alphabet="0123456789 #-,.@aeWMrue street cancel ouinon \n€", max_size=120
)


def read(text: str, *wanted: ExpectedEntity) -> Entities:
    return read_entities(text, wanted=frozenset(wanted), today=TODAY)


class TestEntities:
    @given(text=_TEXT, wanted=_WANTED)
    def test_stand_where_they_say_whatever_is_written(
        self, text: str, wanted: frozenset[ExpectedEntity]
    ) -> None:
        read = read_entities(text, wanted=wanted, today=TODAY)
        lists = (read.orders, read.emails, read.postcodes, read.dates, read.positions, read.methods)
        found: list[Entity[Any]] = [one for kind in lists for one in kind]
        found += [one for one in (read.code, read.name, read.address) if one is not None]

        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert all(1 <= quantity.value <= 99 for quantity in read.quantities)

    @given(
        number=st.from_regex(r"[A-Z]{1,3}-?[0-9]{4,9}", fullmatch=True).filter(
            lambda n: not n.startswith(("EUR", "USD", "GBP", "CHF", "CAD"))
        ),
        frame=st.sampled_from(["#{}", "order #{}", "cancel {} please", "ma commande {} svp"]),
    )
    def test_give_back_an_order_number_in_any_frame(self, number: str, frame: str) -> None:
        assert [one.value for one in read(frame.format(number.lower())).orders] == [number]

    @given(
        given=st.sampled_from(["Jeanne", "Yusuf", "Anne-Marie", "Zoé"]),
        family=st.sampled_from(["Martin", "O'Neill", "de la Tour", "Núñez"]),
        frame=st.sampled_from(["my name is {}", "je m'appelle {}.", "I'm {}, hello", "{}"]),
    )
    def test_give_back_a_name_in_any_frame(self, given: str, family: str, frame: str) -> None:
        found = read(frame.format(f"{given} {family}"), ExpectedEntity.NAME).name

        assert found is not None
        assert (found.value.given, found.value.family) == (given, family)

    @given(st.integers(0, 999_999))
    def test_give_back_a_code_only_where_it_is_asked_for(self, number: int) -> None:
        text = f"the code is {number:06}"

        asked = read(text, ExpectedEntity.CODE).code
        assert asked is not None
        assert asked.value == f"{number:06}"
        assert read(text).code is None


class TestOrderNumbers:
    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("cancel #W2611340", ["W2611340"]),
            ("BM-10423?", ["BM-10423"]),
            ("commande 10423", ["10423"]),
            ("commande n° 10423 et 10424", ["10423", "10424"]),
            ("my order number is 88213", ["88213"]),
            ("orders w1234567 and w7654321", ["W1234567", "W7654321"]),
        ],
    )
    def test_are_read_as_shops_write_them(self, text: str, numbers: list[str]) -> None:
        assert [one.value for one in read(text).orders] == numbers

    @pytest.mark.parametrize(
        "text",
        [
            "it cost 1500 euros",
            "€1299",
            "75011 Paris",
            "call me at 0612345678",
            "credit_card_4421486",
            "order for 2500 dollars",
            "une commande de 120 pièces",
            "bob1234@mail.example",
            "B-1000 Bruxelles",
            "EUR2000",
        ],
    )
    def test_are_no_other_numbers(self, text: str) -> None:
        assert read(text).orders == ()

    def test_are_bare_digits_where_they_are_asked_for(self) -> None:
        assert [one.value for one in read("10423", ExpectedEntity.ORDER).orders] == ["10423"]
        assert read("10423").orders == ()


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            (
                "12 rue des Lilas, bâtiment B, 69003 Lyon",
                ("12 rue des Lilas", "bâtiment B", "69003", "Lyon", "", ""),
            ),
            (
                "12 rue des Lilas 69003 Lyon France",
                ("12 rue des Lilas", "", "69003", "Lyon", "", "FR"),
            ),
            (
                "12, rue de la Paix\nAppartement 4\n75002 Paris\nFrance",
                ("12, rue de la Paix", "Appartement 4", "75002", "Paris", "", "FR"),
            ),
            (
                "215 River Road, Suite 991, Albany, NY 12207",
                ("215 River Road", "Suite 991", "12207", "Albany", "NY", "US"),
            ),
            (
                "445 Maple Drive Apt 12, Austin, TX, 78701, USA",
                ("445 Maple Drive", "Apt 12", "78701", "Austin", "TX", "US"),
            ),
            (
                "10 Downing Street London SW1A 2AA",
                ("10 Downing Street", "", "SW1A 2AA", "London", "", "GB"),
            ),
            (
                "Flat 3, 22 Baker Street, London NW1 6XE, UK",
                ("22 Baker Street", "Flat 3", "NW1 6XE", "London", "", "GB"),
            ),
            ("it is 221B Baker Street", ("221B Baker Street", "", "", "", "", "")),
        ],
    )
    def test_are_taken_apart(self, text: str, parts: tuple[str, ...]) -> None:
        found = read(text).address

        assert found is not None
        value = found.value
        assert (
            value.line1,
            value.line2,
            value.postcode,
            value.city,
            value.region,
            value.country,
        ) == parts

    def test_end_where_the_sentence_goes_on(self) -> None:
        text = "send it to 4 place Bellecour, 69002 Lyon please"
        found = read(text).address

        assert found is not None
        assert text[found.start : found.end] == "4 place Bellecour, 69002 Lyon"
        assert found.value.is_complete

    def test_are_a_postcode_and_a_town_where_asked_for(self) -> None:
        found = read("69003 Lyon", ExpectedEntity.ADDRESS).address

        assert found is not None
        assert (found.value.postcode, found.value.city) == ("69003", "Lyon")
        assert not found.value.is_complete

    @pytest.mark.parametrize("text", ["I want 2 large mugs", "my street smart coat", "3 pulls"])
    def test_are_nothing_else(self, text: str) -> None:
        assert read(text).address is None


class TestAnAddressAsInAForm:
    @pytest.mark.parametrize(
        "text",
        [
            "Street: 12 Oak Street, city: Cork, post code: T12 XY34",
            "{'address1': '12 Oak Street', 'city': 'Cork', 'zip': 'T12 XY34'}",
            "adresse : 12 Oak Street; ville : Cork; code postal : T12 XY34",
        ],
    )
    def test_is_read_by_its_labels(self, text: str) -> None:
        found = read(text).address

        assert found is not None
        said = found.value
        assert (said.line1, said.city, said.postcode) == ("12 Oak Street", "Cork", "T12 XY34")


class TestPlacesAndCounts:
    @pytest.mark.parametrize(
        ("text", "kind", "index"),
        [
            ("the second one", PositionKind.NTH, 1),
            ("le dernier", PositionKind.NTH, -1),
            ("l'avant-dernière", PositionKind.NTH, -2),
            ("2", PositionKind.NTH, 1),
            ("both", PositionKind.ALL, 0),
            ("tous", PositionKind.ALL, 0),
            ("all of them", PositionKind.ALL, 0),
            ("everything except the mug", PositionKind.ALL_BUT, 0),
            ("tout sauf le pull", PositionKind.ALL_BUT, 0),
        ],
    )
    def test_point_into_the_list(self, text: str, kind: PositionKind, index: int) -> None:
        (found,) = read(text).positions

        assert (found.value.kind, found.value.index) == (kind, index)

    @pytest.mark.parametrize(
        ("text", "counts"),
        [("2 of them", [2]), ("x3", [3]), ("deux pulls", [2]), ("taille 42", []), ("10 €", [])],
    )
    def test_count(self, text: str, counts: list[int]) -> None:
        assert [one.value for one in read(text).quantities] == counts

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("le 12/05/2026", date(2026, 5, 12)),
            ("3 mars", date(2026, 3, 3)),
            ("December 1st", date(2025, 12, 1)),
            ("yesterday", date(2026, 11, 23)),
        ],
    )
    def test_date(self, text: str, day: date) -> None:
        assert [one.value for one in read(text).dates] == [day]


class TestPostcodes:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("my zip code is 80218", ["80218"]),
            ("code postal 75011", ["75011"]),
            ("I live in Denver, CO 80218", ["80218"]),
            ("75011 Paris", ["75011"]),
            ("sw1a 2aa", ["SW1A 2AA"]),
            ("I paid 80218", []),
        ],
    )
    def test_are_read_where_they_are_announced(self, text: str, codes: list[str]) -> None:
        assert [one.value for one in read(text).postcodes] == codes

"""The lines of an address that are no street."""

import pytest

from assistant.understanding.entities.postal_addresses import find_address


class TestLinesBesideTheStreet:
    @pytest.mark.parametrize(
        ("text", "line1", "line2", "city"),
        [
            (
                "Theatre Reception, 12 King St, Bristol BS1 4EF",
                "12 King St",
                "Theatre Reception",
                "Bristol",
            ),
            (
                "2nd floor, Unit 7, 30 Dock Road, Dublin D02 X285",
                "30 Dock Road",
                "2nd floor, Unit 7",
                "Dublin",
            ),
            (
                "1st floor left, 30 Dock Road, London E1 6AN",
                "30 Dock Road",
                "1st floor left",
                "London",
            ),
            (
                "Office 12, Tower House, 30 Dock Road, London E1 6AN",
                "30 Dock Road",
                "Office 12, Tower House",
                "London",
            ),
            (
                "c/o Martin, 12 rue des Lilas, 44000 Nantes",
                "12 rue des Lilas",
                "c/o Martin",
                "Nantes",
            ),
            (
                "chez Mme Le Gall, 12 rue des Lilas, 44000 Nantes",
                "12 rue des Lilas",
                "chez Mme Le Gall",
                "Nantes",
            ),
            (
                "Résidence Les Pins, bât. B, 5 avenue Foch, 13008 Marseille",
                "5 avenue Foch",
                "Résidence Les Pins, bât. B",
                "Marseille",
            ),
            ("12 rue du Port, Boîte 4, 1000 Bruxelles", "12 rue du Port", "Boîte 4", "Bruxelles"),
            ("c/o Müller, Torstraße 5, 10119 Berlin", "Torstraße 5", "c/o Müller", "Berlin"),
            ("Torstraße 5, Hinterhaus, 10119 Berlin", "Torstraße 5", "Hinterhaus", "Berlin"),
            (
                "Case postale 12, rue de Bourg 3, 1003 Lausanne",
                "rue de Bourg 3",
                "Case postale 12",
                "Lausanne",
            ),
            (
                "Maison Schmit, 5 rue de la Gare, L-1616 Luxembourg",
                "5 rue de la Gare",
                "Maison Schmit",
                "Luxembourg",
            ),
            (
                "Plaza de España 4, escalera 2, 41013 Sevilla",
                "Plaza de España 4",
                "escalera 2",
                "Sevilla",
            ),
            ("Scala B, Via Roma 10, 00184 Roma", "Via Roma 10", "Scala B", "Roma"),
            (
                "Suite 500, 1600 Amphitheatre Pkwy, Mountain View, CA 94043",
                "1600 Amphitheatre Pkwy",
                "Suite 500",
                "Mountain View",
            ),
        ],
    )
    def test_are_kept_as_the_second_line(
        self, text: str, line1: str, line2: str, city: str
    ) -> None:
        found = find_address(text, wanted=True)

        assert found is not None
        assert (found.value.line1, found.value.line2, found.value.city) == (line1, line2, city)
        assert found.start == 0

    @pytest.mark.parametrize(
        ("text", "line2"),
        [
            (
                "please send my order to Theatre Reception, 12 King St, Bristol BS1 4EF",
                "Theatre Reception",
            ),
            (
                "envoyez-la à la Résidence Les Pins, 5 avenue Foch, 13008 Marseille",
                "Résidence Les Pins",
            ),
            ("Bonjour, 5 avenue Foch, 13008 Marseille", ""),
            ("I am Tom Brown, 12 King St, Bristol BS1 4EF", ""),
        ],
    )
    def test_are_cut_off_the_words_of_the_sentence(self, text: str, line2: str) -> None:
        found = find_address(text)

        assert found is not None
        assert found.value.line2 == line2


class TestAPlaceWithoutAStreet:
    @pytest.mark.parametrize(
        ("text", "line1", "line2", "city"),
        [
            ("Le Bourg, 29217 Plougonvelin", "Le Bourg", "", "Plougonvelin"),
            ("Lieu-dit Kerlann, 29217 Plougonvelin", "Lieu-dit Kerlann", "", "Plougonvelin"),
            ("The Old Mill, Church Lane, Bath BA1 2AB", "The Old Mill", "Church Lane", "Bath"),
            ("Rose Cottage, Ballyvaughan, Co. Clare, H91 X2P4", "Rose Cottage", "", "Ballyvaughan"),
        ],
    )
    def test_is_an_address_where_one_was_asked_for(
        self, text: str, line1: str, line2: str, city: str
    ) -> None:
        found = find_address(text, wanted=True)

        assert found is not None
        assert (found.value.line1, found.value.line2, found.value.city) == (line1, line2, city)

    @pytest.mark.parametrize("text", ["Non, 75011 Paris", "Merci, 75011 Paris", "75011 Paris"])
    def test_is_no_talk(self, text: str) -> None:
        found = find_address(text, wanted=True)

        assert found is not None
        assert found.value.line1 == ""

import pytest

from assistant.understanding.entities.postal_addresses import find_address


def read(text: str) -> tuple[str, str, str, str] | None:
    found = find_address(text)
    if found is None:
        return None
    parts = found.value
    return parts.line1, parts.postcode, parts.city, parts.country


class TestAnAddress:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            (
                "send order BM10484226 to Torstraße 5, 10119 Berlin instead",
                ("Torstraße 5", "10119", "Berlin", ""),
            ),
            (
                "my address is Oudegracht 120, 3511 AW Utrecht",
                ("Oudegracht 120", "3511 AW", "Utrecht", ""),
            ),
            (
                "via Roma 12, 20121 Milano, Italy",
                ("via Roma 12", "20121", "Milano", "IT"),
            ),
            (
                "then 8 Deansgate, Manchester M3 1WY, United Kingdom",
                ("8 Deansgate", "M3 1WY", "Manchester", "GB"),
            ),
        ],
    )
    def test_is_read_without_a_word_for_street(
        self, text: str, parts: tuple[str, str, str, str]
    ) -> None:
        assert read(text) == parts

    @pytest.mark.parametrize(
        ("country", "code"), [("Algérie", "DZ"), ("Japan", "JP"), ("Nouvelle-Zélande", "NZ")]
    )
    def test_names_any_country(self, country: str, code: str) -> None:
        found = read(f"au 12 rue Didouche Mourad, 16000 Alger, {country}")

        assert found is not None
        assert found[3] == code

    @pytest.mark.parametrize(
        "text", ["commande 5 en 42 bleu", "the 12 shirts in size 42", "order 10484226, size 38"]
    )
    def test_is_not_seen_in_counts_and_sizes(self, text: str) -> None:
        assert read(text) is None


class TestAnAddressInAnyUsualOrder:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("12 rue des Lilas, 75011 Paris", ("12 rue des Lilas", "75011", "Paris", "")),
            ("12 rue des Lilas 75011 Paris France", ("12 rue des Lilas", "75011", "Paris", "FR")),
            ("75011 Paris, 12 rue des Lilas", ("12 rue des Lilas", "75011", "Paris", "")),
            ("Paris 75011, 12 rue des Lilas", ("12 rue des Lilas", "75011", "Paris", "")),
            ("12 rue des Lilas, Paris 75011", ("12 rue des Lilas", "75011", "Paris", "")),
            (
                "12 bis, avenue Jean Jaurès\n69007 Lyon",
                ("12 bis, avenue Jean Jaurès", "69007", "Lyon", ""),
            ),
            (
                "3 place de l'Église, 29200 Brest, France",
                ("3 place de l'Église", "29200", "Brest", "FR"),
            ),
            ("Rue Neuve 12, 1000 Bruxelles, Belgique", ("Rue Neuve 12", "1000", "Bruxelles", "BE")),
            ("Meir 48, 2000 Antwerpen", ("Meir 48", "2000", "Antwerpen", "")),
            ("12 rue Neuve, 1000 Bruxelles", ("12 rue Neuve", "1000", "Bruxelles", "")),
            ("1000 Bruxelles, rue Neuve 12, Belgique", ("rue Neuve 12", "1000", "Bruxelles", "BE")),
            ("rue Neuve 12, B-1000 Bruxelles", ("rue Neuve 12", "1000", "Bruxelles", "")),
            (
                "Bahnhofstrasse 21, 8001 Zürich, Suisse",
                ("Bahnhofstrasse 21", "8001", "Zürich", "CH"),
            ),
            ("Rue du Rhône 30, CH-1204 Genève", ("Rue du Rhône 30", "1204", "Genève", "")),
            ("1204 Genève, rue du Rhône 30", ("rue du Rhône 30", "1204", "Genève", "")),
            (
                "12 rue de la Gare, L-1616 Luxembourg",
                ("12 rue de la Gare", "1616", "Luxembourg", "LU"),
            ),
            (
                "12, rue de la Gare, 1616 Luxembourg, Luxembourg",
                ("12, rue de la Gare", "1616", "Luxembourg", "LU"),
            ),
            ("12 Baker Street, NW1 6XE London, UK", ("12 Baker Street", "NW1 6XE", "London", "GB")),
            ("12 Baker Street, London NW1 6XE, UK", ("12 Baker Street", "NW1 6XE", "London", "GB")),
            ("12 Baker Street, London, NW1 6XE", ("12 Baker Street", "NW1 6XE", "London", "GB")),
            ("12 Baker Street NW1 6XE London", ("12 Baker Street", "NW1 6XE", "London", "GB")),
            (
                "Flat 3, 22 Baker Street, NW1 6XE, London",
                ("22 Baker Street", "NW1 6XE", "London", "GB"),
            ),
            ("London NW1 6XE, 12 Baker Street", ("12 Baker Street", "NW1 6XE", "London", "GB")),
            (
                "NW1 6XE London, 12 Baker Street, United Kingdom",
                ("12 Baker Street", "NW1 6XE", "London", "GB"),
            ),
            (
                "12 Baker Street\nLondon\nNW1 6XE\nUnited Kingdom",
                ("12 Baker Street", "NW1 6XE", "London", "GB"),
            ),
            ("8 Deansgate, M3 1WY Manchester", ("8 Deansgate", "M3 1WY", "Manchester", "GB")),
            (
                "14 Grafton Street, Dublin 2, D02 VF65, Ireland",
                ("14 Grafton Street", "D02 VF65", "Dublin 2", "IE"),
            ),
            (
                "14 Grafton Street, Dublin, D02 VF65",
                ("14 Grafton Street", "D02 VF65", "Dublin", "IE"),
            ),
            (
                "14 Grafton Street, D02 VF65 Dublin, Ireland",
                ("14 Grafton Street", "D02 VF65", "Dublin", "IE"),
            ),
            ("3 Patrick Street, Cork T12 W8K7", ("3 Patrick Street", "T12 W8K7", "Cork", "IE")),
            ("Torstraße 5, 10119 Berlin", ("Torstraße 5", "10119", "Berlin", "")),
            ("Torstraße 5, 10119 Berlin, Germany", ("Torstraße 5", "10119", "Berlin", "DE")),
            ("10119 Berlin, Torstraße 5", ("Torstraße 5", "10119", "Berlin", "")),
            ("Am Markt 7\nD-28195 Bremen\nDeutschland", ("Am Markt 7", "28195", "Bremen", "DE")),
            ("Torstr. 5 10119 Berlin Allemagne", ("Torstr. 5", "10119", "Berlin", "DE")),
            ("Calle Mayor 5, 28013 Madrid, Spain", ("Calle Mayor 5", "28013", "Madrid", "ES")),
            ("Calle de Alcalá, 20, 28014 Madrid", ("Calle de Alcalá, 20", "28014", "Madrid", "")),
            ("C/ Mayor 5, 2º B, 28013 Madrid, España", ("C/ Mayor 5", "28013", "Madrid", "ES")),
            ("28013 Madrid, Calle Mayor 5", ("Calle Mayor 5", "28013", "Madrid", "")),
            (
                "Avinguda Diagonal 211, 08018 Barcelona",
                ("Avinguda Diagonal 211", "08018", "Barcelona", ""),
            ),
            ("via Roma 12, 20121 Milano, Italy", ("via Roma 12", "20121", "Milano", "IT")),
            ("Via Roma, 12, 20121 Milano MI", ("Via Roma, 12", "20121", "Milano", "")),
            ("20121 Milano, via Roma 12, Italia", ("via Roma 12", "20121", "Milano", "IT")),
            (
                "Piazza del Duomo 1, 50122 Firenze, Italie",
                ("Piazza del Duomo 1", "50122", "Firenze", "IT"),
            ),
            ("350 5th Avenue, New York, NY 10118", ("350 5th Avenue", "10118", "New York", "US")),
            ("350 Oak Street, Austin TX 78701, USA", ("350 Oak Street", "78701", "Austin", "US")),
            (
                "1200 Market St, Apt 4B, San Francisco, CA 94102",
                ("1200 Market St", "94102", "San Francisco", "US"),
            ),
            ("350 5th Avenue, 10118 New York, USA", ("350 5th Avenue", "10118", "New York", "US")),
            ("Austin, TX 78701, 350 Oak Street", ("350 Oak Street", "78701", "Austin", "US")),
        ],
    )
    def test_is_read_whole(self, text: str, parts: tuple[str, str, str, str]) -> None:
        assert read(text) == parts

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            (
                "please send it to 12 Baker Street, NW1 6XE London, UK. thanks",
                ("12 Baker Street", "NW1 6XE", "London", "GB"),
            ),
            (
                "mon adresse : 1204 Genève, rue du Rhône 30, Suisse. Merci",
                ("rue du Rhône 30", "1204", "Genève", "CH"),
            ),
        ],
    )
    def test_is_read_within_a_sentence(self, text: str, parts: tuple[str, str, str, str]) -> None:
        assert read(text) == parts

    @pytest.mark.parametrize(
        "text",
        [
            "send it via email in 2 days",
            "order 10484226 Boots, size 38",
            "I paid 75011 cents, is that right",
            "commande BM10483967, taille 42",
            "2 shirts in 10119 blue",
        ],
    )
    def test_is_not_seen_in_other_figures(self, text: str) -> None:
        assert read(text) is None

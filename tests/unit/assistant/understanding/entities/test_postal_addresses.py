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

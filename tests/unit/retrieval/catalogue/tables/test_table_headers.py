import pytest

from retrieval.catalogue.tables.table_headers import has_header


class TestAHeader:
    @pytest.mark.parametrize(
        "table",
        [
            "Zone|Délai|Prix / France|2 jours|5 €",
            "Zone|Prix / France|5 € / Suisse|9 €",
            "|Premium|Basic / Assurance|oui|non",
            "Taille|36|38 / Poitrine|84 cm|88 cm / Hanches|92 cm|96 cm",
        ],
    )
    def test_is_written_otherwise_than_the_rows_below(self, table: str) -> None:
        assert has_header([row.strip().split("|") for row in table.split(" / ")])

    @pytest.mark.parametrize(
        "table",
        [
            "France|2 jours|5 € / Suisse|4 jours|9 €",
            "lundi|fermé / mardi|10 h / dimanche|fermé",
            "Poids|1,2 kg / Matière|laine",
            "Zone|Prix",
            "Nous livrons partout.|Et vite. / France|2 jours",
        ],
    )
    def test_is_not_a_row_like_the_others(self, table: str) -> None:
        assert not has_header([row.strip().split("|") for row in table.split(" / ")])

from retrieval.catalogue.formats.option_labels import label


class TestALabel:
    def test_is_in_the_customers_language(self) -> None:
        assert label("size", "fr") == "Taille"
        assert label("size", "en") == "Size"

    def test_of_a_language_without_one_is_english(self) -> None:
        assert label("size", "de") == "Size"

    def test_of_an_unknown_code_is_the_code_made_readable(self) -> None:
        assert label("style_bottom", "fr") == "Style bottom"

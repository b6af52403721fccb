from pathlib import Path

import pytest

from assistant.app.compose.shop_profile import DEMO, ShopFileError, load_shop, read_options
from assistant.kit.settings.shop_settings import ShopSettings
from retrieval.catalogue.types import NO_CURRENCY


def write(folder: Path, text: str) -> Path:
    file = folder / "shop.yaml"
    file.write_text(text, encoding="utf-8")
    return file


class TestTheShopFile:
    def test_may_be_missing_if_none_is_named(self) -> None:
        shop = load_shop(None)

        assert (shop.name, shop.contact) == ("Comptoir", {})

    def test_of_the_demo_gives_a_sentence_in_each_language(self) -> None:
        shop = load_shop(DEMO / "shop.yaml")

        assert shop.name == "Brisemare"
        assert shop.contact["fr"].startswith(
            "Écrivez à bonjour@brisemare.example, ou appelez le 02 61 91 04 27 (du lundi"
        )
        assert shop.contact["en"].endswith("Saturday 10:00 to 17:00).")

    @pytest.mark.parametrize(
        ("contact", "french", "english"),
        [
            ("{email: a@b.example}", "Écrivez à a@b.example.", "Write to a@b.example."),
            ("{phone: '01 02'}", "Appelez le 01 02.", "Call 01 02."),
            (
                "{phone: '01 02', hours: {fr: le soir, en: evenings}}",
                "Appelez le 01 02 (le soir).",
                "Call 01 02 (evenings).",
            ),
            (
                "{email: a@b.example, phone: {fr: '01 02', en: +33 1 02}}",
                "Écrivez à a@b.example, ou appelez le 01 02.",
                "Write to a@b.example, or call +33 1 02.",
            ),
            (
                "{email: a@b.example, hours: always}",
                "Écrivez à a@b.example.",
                "Write to a@b.example.",
            ),
        ],
    )
    def test_says_how_a_person_is_reached_with_what_it_knows(
        self, tmp_path: Path, contact: str, french: str, english: str
    ) -> None:
        shop = load_shop(write(tmp_path, f"name: Lune\ncontact: {contact}\n"))

        assert shop.contact == {"fr": french, "en": english}

    def test_gives_a_contact_only_where_it_has_one(self, tmp_path: Path) -> None:
        assert load_shop(write(tmp_path, "name: Lune\n")).contact == {}
        only_french = load_shop(write(tmp_path, "name: Lune\ncontact: {phone: {fr: '01'}}\n"))
        assert only_french.contact == {"fr": "Appelez le 01."}

    @pytest.mark.parametrize(
        ("languages", "first"), [("[en, fr]", "en"), ("[de, fr]", "fr"), ("[de]", "fr")]
    )
    def test_speaks_its_first_language_that_the_assistant_knows(
        self, tmp_path: Path, languages: str, first: str
    ) -> None:
        shop = load_shop(write(tmp_path, f"name: Lune\nlanguages: {languages}\n"))

        assert shop.default_language == first

    def test_may_say_more_than_is_asked(self, tmp_path: Path) -> None:
        assert load_shop(write(tmp_path, "name: Lune\ntagline: {fr: Oui}\n")).name == "Lune"

    def test_that_is_missing_is_named_with_its_setting(self, tmp_path: Path) -> None:
        with pytest.raises(ShopFileError, match=r"none\.yaml does not exist; COMPTOIR_SHOP__FILE"):
            load_shop(tmp_path / "none.yaml")

    def test_that_is_a_folder_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(ShopFileError, match="cannot be read"):
            load_shop(tmp_path)

    @pytest.mark.parametrize(
        "text", ["", "name: [", "- name", "tagline: x", "name: Lune\ncontact: {phone: {de: '1'}}"]
    )
    def test_that_does_not_fit_is_named(self, tmp_path: Path, text: str) -> None:
        file = write(tmp_path, text)

        with pytest.raises(ShopFileError, match=r"shop\.yaml"):
            load_shop(file)


class TestTheCurrency:
    @pytest.mark.parametrize(
        ("stated", "setting", "currency"),
        [
            ("currency: GBP", "", "GBP"),
            ("currency: GBP", "USD", "USD"),
            ("country: US", "", "USD"),
            ("{country: gb, currency: EUR}", "", "EUR"),
            ("country: FR", "", "EUR"),
            ("country: ZZ", "", NO_CURRENCY),
            ("url: https://shop.example", "", NO_CURRENCY),
        ],
    )
    def test_is_the_settings_or_the_files_or_the_countrys(
        self, tmp_path: Path, stated: str, setting: str, currency: str
    ) -> None:
        text = stated.strip("{}").replace(", ", "\n")
        file = write(tmp_path, f"name: Lune\n{text}\n")

        assert read_options(ShopSettings(file=file, currency=setting)).currency == currency

    def test_is_not_guessed_without_a_file(self) -> None:
        assert read_options(ShopSettings()).currency == NO_CURRENCY

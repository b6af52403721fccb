"""What the demo shop's files promise: whole, unique, and the same in French and English."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations.shops.demo.help_markup import slug
from integrations.shops.demo.product_pictures import COLOURS, kind_of
from integrations.shops.demo.shelf import DEMO, load

OPTION_NAMES = {
    "Couleur": "Color",
    "Taille": "Size",
    "Pointure": "Shoe size",
    "Dimensions": "Dimensions",
    "Contenance": "Capacity",
    "Modèle": "Model",
}
# Said in one language only, so that an answer must cross over to the other.
ONE_LANGUAGE = {"store": ("Atelier ravaudage", "Workshop tour in English")}
_TELEPHONE = {"02 61 91 04 27": "", "+33 2 61 91 04 27": ""}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _records() -> list[dict[str, Any]]:
    files = sorted((DEMO / "products").glob("*.json"))
    return [r for file in files for r in json.loads(file.read_text(encoding="utf-8"))["products"]]


RECORDS = _records()
SHOP = yaml.safe_load((DEMO / "shop.yaml").read_text(encoding="utf-8"))


def _page(path: Path) -> tuple[dict[str, str], str]:
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), text


PAGES = {
    language: {
        meta["id"]: (meta, text)
        for meta, text in map(_page, sorted((DEMO / "pages" / language).glob("*.md")))
    }
    for language in ("fr", "en")
}


def _numbers(text: str, language: str) -> Counter[str]:
    """Count a text's numbers, written the one way: 1 150,5 and 1,150.5 are both 1150.5."""
    for told, kept in _TELEPHONE.items():
        text = text.replace(told, kept)
    if language == "fr":
        text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
        text = text.replace("1er", "1")
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
        text = re.sub(r"(\d+):00", r"\1", text)
    return Counter(_NUMBER.findall(text))


def _without(text: str, heading: str) -> str:
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return "".join(section for section in sections if not section.startswith(f"## {heading}\n"))


class TestProducts:
    def test_are_enough_to_get_lost_in(self) -> None:
        assert len(RECORDS) >= 120
        assert sum(len(record["variants"]) for record in RECORDS) >= 1000

    def test_have_ids_titles_addresses_and_skus_of_their_own(self) -> None:
        ids = [record["id"] for record in RECORDS]
        titles = [record["title"][code] for record in RECORDS for code in ("fr", "en")]
        urls = [record["url"][code] for record in RECORDS for code in ("fr", "en")]
        skus = [variant["sku"] for record in RECORDS for variant in record["variants"]]

        for values in (ids, titles, urls, skus):
            assert [value for value, count in Counter(values).items() if count > 1] == []

    def test_are_told_in_both_languages_in_two_to_five_sentences(self) -> None:
        for record in RECORDS:
            for code in ("fr", "en"):
                sentences = re.findall(r"[.!?](?:\s|$)", record["description"][code])
                assert 2 <= len(sentences) <= 5, (record["id"], code)
                assert len(record["description"][code]) >= 90, (record["id"], code)
                assert len(record["category"][code]) == 2, record["id"]

    def test_name_attributes_and_options_in_step(self) -> None:
        for record in RECORDS:
            for attribute in record["attributes"]:
                assert set(attribute["name"]) == set(attribute["value"]) == {"fr", "en"}
            for variant in record["variants"]:
                french, english = variant["options"]["fr"], variant["options"]["en"]
                assert [OPTION_NAMES[name] for name in french] == list(english), variant["sku"]

    def test_call_a_colour_and_a_category_by_one_name_in_the_other_language(self) -> None:
        pairs = {
            (options["fr"].get("Couleur"), options["en"].get("Color"))
            for record in RECORDS
            for options in (variant["options"] for variant in record["variants"])
        } | {tuple(zip(*record["category"].values(), strict=True))[1] for record in RECORDS}

        assert len({french for french, _ in pairs}) == len(pairs)
        assert len({english for _, english in pairs}) == len(pairs)

    def test_never_offer_the_same_variant_twice(self) -> None:
        for record in RECORDS:
            offered = [tuple(variant["options"]["fr"].items()) for variant in record["variants"]]
            assert len(set(offered)) == len(offered), record["id"]

    def test_have_prices_in_cents_below_what_they_were(self) -> None:
        for record in RECORDS:
            for variant in record["variants"]:
                assert re.fullmatch(r"\d+\.\d\d", variant["price"]), variant["sku"]
                if variant["compare_at"] is not None:
                    assert Decimal(variant["compare_at"]) > Decimal(variant["price"])
                assert isinstance(variant["stock"], int)
                assert variant["stock"] >= 0

    def test_that_are_sold_out_leave_others_of_their_kind(self) -> None:
        left = [r for r in RECORDS if any(v["stock"] for v in r["variants"])]
        gone = [r for r in RECORDS if r not in left]

        assert len(gone) >= 6
        kinds = Counter(record["category"]["fr"][1] for record in left)
        assert all(kinds[record["category"]["fr"][1]] for record in gone)

    def test_state_the_same_numbers_in_both_languages(self) -> None:
        for record in RECORDS:
            values = [attribute["value"] for attribute in record["attributes"]]
            for told in (record["description"], *values):
                assert _numbers(told["fr"], "fr") == _numbers(told["en"], "en"), record["id"]

    def test_can_be_drawn_in_every_colour_they_come_in(self) -> None:
        for record in RECORDS:
            assert kind_of(record["id"])
            assert record["image"] == f"/demo/images/{record['id']}.svg"
            colours = {variant["options"]["fr"].get("Couleur") for variant in record["variants"]}
            assert {slug(colour) for colour in colours if colour} <= COLOURS.keys(), record["id"]

    def test_answer_the_questions_the_shop_is_shown_with(self) -> None:
        def left(category: str, most: str, **options: str) -> list[str]:
            return [
                record["id"]
                for record in RECORDS
                if category in record["category"]["en"]
                and any(
                    variant["stock"]
                    and Decimal(variant["price"]) <= Decimal(most)
                    and options.items() <= variant["options"]["en"].items()
                    for variant in record["variants"]
                )
            ]

        assert len(left("Dresses", "50.00", Color="Red", Size="M")) >= 2
        assert len(left("Boots", "80.00", **{"Shoe size": "42"})) >= 2


class TestPages:
    def test_are_the_ones_the_shop_names_in_both_languages(self) -> None:
        assert len(SHOP["pages"]) >= 14
        for pages in PAGES.values():
            assert sorted(pages) == sorted(SHOP["pages"])

    @pytest.mark.parametrize("page_id", SHOP["pages"])
    def test_have_a_title_an_address_and_a_fair_length(self, page_id: str) -> None:
        starts = {"fr": "/fr/aide/", "en": "/en/help/"}
        for language, pages in PAGES.items():
            meta, text = pages[page_id]
            assert meta["language"] == language
            assert meta["url"].startswith(starts[language])
            assert f"# {meta['title']}\n" in text
            assert 200 <= len(text.split()) <= 700

    @pytest.mark.parametrize("page_id", SHOP["pages"])
    def test_are_built_alike_and_state_the_same_numbers(self, page_id: str) -> None:
        french, english = ONE_LANGUAGE.get(page_id, ("", ""))
        fr = _without(PAGES["fr"][page_id][1], french)
        en = _without(PAGES["en"][page_id][1], english)

        assert _marks(fr) == _marks(en)
        assert _numbers(fr, "fr") == _numbers(en, "en")

    def test_keep_two_facts_for_one_language_each(self) -> None:
        french, english = ONE_LANGUAGE["store"]

        assert f"## {french}\n" in PAGES["fr"]["store"][1]
        assert f"## {english}\n" in PAGES["en"]["store"][1]
        assert "15 €" not in PAGES["fr"]["faq"][1]
        assert "11:30" not in "".join(text for _, text in PAGES["fr"].values())

    def test_give_the_shop_s_own_contact_facts(self) -> None:
        contact = SHOP["contact"]
        for language, pages in PAGES.items():
            text = pages["contact"][1]
            assert contact["email"] in text
            assert contact["phone"][language] in text
            assert contact["address"] in text
            assert _numbers(contact["hours"][language], language) <= _numbers(text, language)


class TestShop:
    def test_is_read_whole_by_the_catalogue_s_own_readers(self) -> None:
        shelf = load()

        for language in ("fr", "en"):
            assert len(shelf.products[language]) == len(RECORDS)
            assert [page.document_id for page in shelf.pages[language]] == SHOP["pages"]

    def test_has_a_department_for_every_product(self) -> None:
        for language in ("fr", "en"):
            departments = {names[language] for names in SHOP["departments"]}
            assert {record["category"][language][0] for record in RECORDS} == departments


def _marks(text: str) -> list[str]:
    """Return what kind each line of a page is: heading, list item, table row or prose."""
    kinds = re.findall(r"^(#+ |- |\d+\. |\||\S)", text, flags=re.MULTILINE)
    return [kind if kind.strip() in {"#", "##", "###", "-", "|"} else "text" for kind in kinds]

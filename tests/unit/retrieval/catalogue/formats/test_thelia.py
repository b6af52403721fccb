from decimal import Decimal

from retrieval.catalogue.formats.thelia import is_thelia, read_thelia
from retrieval.catalogue.types import CatalogueItem, Money, ReadOptions
from tests.unit.retrieval.catalogue.builders import documents, products, reasons, table

FILES = {
    "products.csv": (
        '"REF";"TITRE UK";"CHAPO UK";"CHAPO FR";"DESCRIPTIF UK";"DESCRIPTIF FR";"PRIX";"PRIX2";'
        '"PHOTO";"BRAND";"COULEUR UK";"MATERIAL UK";"CATEGORIE"\n'
        '"P1";"Horatio";"A chair";"Une chaise";"<p>For every day</p>";"Pour tous les jours";'
        '"223";"199";"P1-1.jpg;P1-2.jpg";"MILAN";"blue;red";"Plastic;Wood";"Chairs"\n'
        '"P2";"Stacy";"";"";"An armchair";"Un fauteuil";"100";"";"";"";"";"";""\n'
    ),
    "categories.csv": (
        '"CATEGORIES FR";"CATEGORIES UK";"PARENT UK"\n"Salle à manger";"Dining Room";""\n'
        '"Chaises";"Chairs";"Dining Room"\n'
    ),
    "colors.csv": '"Bleu";"Blue"\n"Rouge";"Red"\n',
    "materials.csv": '"Plastique";"Plastic"\n"Bois";"Wood"\n',
    "contents.csv": (
        '"TITLE FR";"TITLE UK";"DESCRIPTIF FR";"DESCRIPTIF UK";"FOLDERS UK"\n'
        '"Livraison";"Delivery";"<p>Sous 2 jours</p>";"<p>Within two days</p>";"Information"\n'
        '"Blog";"Blog";"";"Only in English";"Information"\n'
    ),
}


def read(*, tax: str = "0", **changes: str) -> list[CatalogueItem]:
    files = FILES | {f"{name}.csv": text for name, text in changes.items()}
    tables = [table(text, f"shop/{name}") for name, text in files.items()]
    assert all(is_thelia(one.name, one.header) for one in tables)
    return list(read_thelia(tables, ReadOptions(tax_percent=Decimal(tax))))


class TestAProduct:
    def test_comes_in_both_languages_with_its_colours_as_variants(self) -> None:
        french, english, *_ = products(read())

        assert (french.product_id, french.language, french.title) == ("P1", "fr", "Horatio")
        assert (english.product_id, english.language, english.title) == ("P1", "en", "Horatio")
        assert [v.options for v in french.variants] == [
            (("Couleur", "Bleu"),),
            (("Couleur", "Rouge"),),
        ]
        assert [v.options for v in english.variants] == [
            (("Color", "Blue"),),
            (("Color", "Red"),),
        ]

    def test_is_described_sorted_branded_and_made_of_something_in_its_language(self) -> None:
        french, english, *_ = products(read())

        assert french.description == "Une chaise\n\nPour tous les jours"
        assert english.description == "A chair\n\nFor every day"
        assert french.category == ("Salle à manger", "Chaises")
        assert english.category == ("Dining Room", "Chairs")
        assert french.attributes == (("Matière", "Plastique, Bois"),)
        assert english.attributes == (("Material", "Plastic, Wood"),)
        assert french.brand == "MILAN"

    def test_without_colours_has_one_variant(self) -> None:
        stacy = products(read())[2]

        assert [v.options for v in stacy.variants] == [()]
        assert stacy.category == ()

    def test_costs_its_reduced_price_with_tax(self) -> None:
        horatio = products(read(tax="20"))[0].variants[0]

        assert horatio.price == Money(amount_minor=23880, currency="EUR")
        assert horatio.compare_at == Money(amount_minor=26760, currency="EUR")

    def test_that_is_broken_is_named_and_the_rest_is_read(self) -> None:
        header, horatio, stacy = FILES["products.csv"].strip().split("\n")
        broken = horatio.replace('"223"', '"cher"')
        nameless = stacy.replace("P2", "").replace("Stacy", "")

        items = read(products=f"{header}\n{broken}\n{nameless}\n{stacy}")

        assert {p.product_id for p in products(items)} == {"P2"}
        assert reasons(items) == [
            (3, "it has no REF: fill it in"),
            (2, "prix: 'cher' is not a price: write it as 89.00 or 89,00 €"),
        ]


class TestPages:
    def test_come_in_the_languages_they_are_written_in(self) -> None:
        found = documents(read())

        assert [(d.document_id, d.language, d.title, d.text) for d in found] == [
            ("Delivery", "fr", "Livraison", "Sous 2 jours"),
            ("Delivery", "en", "Delivery", "Within two days"),
            ("Blog", "en", "Blog", "Only in English"),
        ]


class TestOtherTables:
    def test_are_not_thelias(self) -> None:
        assert not is_thelia("customers.csv", ("title", "firstname", "email"))
        assert not is_thelia("sizes.csv", ("s", "small"))

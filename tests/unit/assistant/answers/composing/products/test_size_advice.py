from dataclasses import replace

from assistant.answers.composing.products.size_advice import advise_size, tell_row
from assistant.answers.composing.products.size_tables import SizeTable, best_table, size_tables
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.events import ReplyKind
from assistant.understanding.entities.body_measures import read_size_wish
from assistant.understanding.types import Intent
from retrieval.catalogue.types import Product, Variant
from retrieval.types import Evidence, Passage, PassageId, PassageKind
from tests.unit.assistant.answers.shop_fixture import asked, found

WOMEN = """| Taille | FR | UK | Poitrine (cm) | Taille (cm) |
|---|---|---|---|---|
| S | 36 | 8 | 84 à 87 | 66 à 69 |
| M | 38 | 10 | 88 à 91 | 70 à 73 |
| L | 40 | 12 | 92 à 96 | 74 à 78 |"""
MEN = """| Taille | Poitrine (cm) |
|---|---|
| S | 90 à 95 |
| M | 96 à 101 |
| L | 102 à 107 |"""
SHOES = """| Pointure EU | Pied (cm) |
|---|---|
| 40 | 25,2 |
| 41 | 25,8 |
| 42 | 26,5 |"""


def page(heading: str, text: str) -> Evidence:
    passage = Passage(
        passage_id=PassageId(heading),
        kind=PassageKind.DOCUMENT,
        source_id="tailles",
        language="fr",
        title="Guide des tailles",
        headings=(heading,),
        text=text,
        url="/fr/tailles",
        product=None,
    )
    return Evidence(passage=passage, score=0.5, dense=0.1, lexical=1.0)


GUIDE = [
    page("Vêtements femme", WOMEN),
    page("Vêtements homme et mixte", MEN),
    page("Chaussures", SHOES),
    page("Livraison", "| Pays | Prix |\n|---|---|\n| France | 5,90 € |"),
]
TABLES = size_tables(GUIDE)


def product(for_whom: str, *sizes: str, option: str = "Taille", remark: str = "") -> Product:
    return Product(
        product_id="parka",
        language="fr",
        title="Parka Suroît",
        description="Une parka.",
        variants=tuple(
            Variant(sku=size, options=((option, size),), price=None, stock=0 if size == "S" else 3)
            for size in sizes
        ),
        category=("Vêtements", "Vestes"),
        attributes=(
            *((("Conseil de taille", remark),) if remark else ()),
            ("Pour", for_whom),
        ),
    )


def advice(message: str, about: Product) -> str:
    understanding = replace(asked(message, intent=Intent.PRODUCT_QUESTION), message=message)
    draft = advise_size(understanding, read_size_wish(message), found(about), TABLES)
    assert draft is not None
    assert draft.kind is ReplyKind.ANSWERED
    assert review(draft) == Approved(draft)
    return draft.text


class TestSizeTables:
    def test_are_those_that_measure_a_body(self) -> None:
        headings = [table.heading for table in TABLES]

        assert headings == ["Vêtements femme", "Vêtements homme et mixte", "Chaussures"]

    def test_best_is_of_the_people_that_the_product_is_for(self) -> None:
        def best(*people: str) -> SizeTable | None:
            return best_table(TABLES, ["S", "M"], frozenset(people), (), "fr")

        women, men = best("=134"), best("=133")

        assert women is not None
        assert men is not None


class TestAdviseSize:
    def test_reads_the_row_of_a_measure_and_the_remark(self) -> None:
        remark = "taille grand, prendre une taille en dessous sans doudoune"
        text = advice("tour de poitrine 100", product("Mixte", "S", "M", "L", remark=remark))

        assert "(Vêtements homme et mixte), c'est la taille M" in text
        assert remark in text
        assert "M : en stock." in text
        assert "S : épuisé." in text

    def test_reads_the_table_of_women_for_women(self) -> None:
        text = advice("tour de poitrine 95", product("Femme", "S", "M", "L"))

        assert "(Vêtements femme), c'est la taille L" in text

    def test_reads_a_size_of_another_system(self) -> None:
        assert "c'est la taille L" in advice("je fais du UK 12", product("Femme", "S", "M", "L"))

    def test_takes_the_larger_between_two(self) -> None:
        shoes = product("Mixte", "40", "41", "42", option="Pointure")

        assert "c'est la taille 42" in advice("mon pied fait 26 cm", shoes)

    def test_asks_for_a_measure_that_the_guide_has(self) -> None:
        text = advice("je fais 1m80 75kg je prends quoi", product("Mixte", "S", "M", "L"))

        assert "Poitrine (cm)" in text
        assert text.endswith("?")

    def test_says_nothing_of_a_product_without_sizes(self) -> None:
        understanding = asked("quelle taille prendre ?", intent=Intent.PRODUCT_QUESTION)
        wish = read_size_wish("quelle taille prendre ?")

        bowl = product("Mixte", "Bleu", option="Couleur")

        assert advise_size(understanding, wish, found(bowl), TABLES) is None


class TestTellRow:
    def test_tells_the_size_of_a_foot_without_a_product(self) -> None:
        message = "mon pied fait 26 cm"
        understanding = replace(asked(message), message=message)
        draft = tell_row(understanding, read_size_wish(message), TABLES)

        assert draft is not None
        assert "la taille 42" in draft.text
        assert review(draft) == Approved(draft)

    def test_does_not_choose_between_tables(self) -> None:
        message = "tour de poitrine 95"

        assert tell_row(asked(message), read_size_wish(message), TABLES) is None

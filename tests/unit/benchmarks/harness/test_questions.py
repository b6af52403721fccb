from benchmarks.harness.questions import ask_about
from retrieval.catalogue.types import BadRow, CatalogueItem, Document, Money, Product, Variant


def page(language: str, url: str, *sections: str) -> Document:
    text = "# Title\n\n" + "\n\n".join(f"## {section}\n\nWords." for section in sections)
    return Document(document_id="returns", language=language, title="Returns", text=text, url=url)


def product(language: str, url: str, title: str) -> Product:
    price = Money(amount_minor=3200, currency="EUR")
    variant = Variant(sku="A1", options=(), price=price)
    return Product(
        product_id="hat",
        language=language,
        title=title,
        description="",
        variants=(variant,),
        url=url,
    )


SHOP: list[CatalogueItem] = [
    page("fr", "/fr/retours", "Délai", "Remboursement ?"),
    product("fr", "/fr/bonnet", "Bonnet Miaou"),
    page("en", "/en/returns", "Refunds"),
    product("en", "/en/hat", "Miaou Hat"),
    BadRow(file="x.csv", line=1, reason="no title"),
]


class TestQuestions:
    def test_are_all_different(self) -> None:
        texts = [question.text for question in ask_about([*SHOP, *SHOP])]

        assert len(set(texts)) == len(texts) > 10

    def test_come_in_the_same_order_whatever_the_order_of_the_shop(self) -> None:
        assert [q.text for q in ask_about(SHOP)] == [q.text for q in ask_about(SHOP[::-1])]

    def test_are_about_a_product_and_a_page_in_turn(self) -> None:
        asked = ask_about(SHOP)

        assert all(set(q.urls) == {"/fr/bonnet", "/en/hat"} for q in asked[::2])
        assert all(set(q.urls) == {"/fr/retours", "/en/returns"} for q in asked[1::2])

    def test_name_what_they_are_about(self) -> None:
        names = ("Bonnet Miaou", "Miaou Hat", "Délai", "Remboursement", "Refunds")

        assert all(any(name in q.text for name in names) for q in ask_about(SHOP))

    def test_end_in_one_question_mark(self) -> None:
        assert not any("??" in q.text or "? ?" in q.text for q in ask_about(SHOP))

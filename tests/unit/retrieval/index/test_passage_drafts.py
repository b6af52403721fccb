from retrieval.catalogue.types import Document, Product
from retrieval.index.passage_drafts import PassageDraft, PassageDrafter
from tests.unit.retrieval.making import page, product, variant


def _drafts(*items: Product | Document) -> tuple[list[PassageDraft], int]:
    drafter = PassageDrafter()
    return [draft for item in items for draft in drafter.draft(item)], drafter.merged


class TestDrafter:
    def test_gives_passages_ids_that_stay(self) -> None:
        items = (page("## A\n\nUn.\n\n## B\n\nDeux."), page("Two.", language="en"), product())

        ids = [draft.passage.passage_id for draft in _drafts(*items)[0]]

        assert ids == [
            "document:returns:fr:0",
            "document:returns:fr:1",
            "document:returns:en:0",
            "product:boots:fr",
        ]
        assert ids == [draft.passage.passage_id for draft in _drafts(*items)[0]]

    def test_merges_a_paragraph_that_stands_on_two_pages(self) -> None:
        text = "## Nous écrire\n\nÉcrivez-nous à toute heure, nous répondons sous un jour ouvré."

        drafts, merged = _drafts(page(text), page(text, name="shipping", title="Livraison"))

        assert [draft.passage.source_id for draft in drafts] == ["returns"]
        assert merged == 1

    def test_takes_the_first_of_two_items_with_one_id_and_language(self) -> None:
        drafts, merged = _drafts(
            product("Bottes"), product("Bottines"), product("Boots", language="en")
        )

        assert [draft.passage.title for draft in drafts] == ["Bottes", "Boots"]
        assert merged == 1

    def test_keeps_products_that_read_alike(self) -> None:
        drafts, _ = _drafts(product(name="boots-1"), product(name="boots-2"))

        assert len(drafts) == 2

    def test_tells_a_page_and_a_product_of_one_id_apart(self) -> None:
        drafts, merged = _drafts(page("Un.", name="boots"), product(name="boots"))

        assert len(drafts) == 2
        assert merged == 0


class TestDraft:
    def test_key_changes_with_the_words_and_the_encoder(self) -> None:
        (one,), _ = _drafts(page("Sous 30 jours."))
        (other,), _ = _drafts(page("Sous 14 jours."))

        assert one.key("e1") == one.key("e1")
        assert len({one.key("e1"), one.key("e2"), other.key("e1")}) == 3

    def test_key_of_a_product_does_not_change_with_its_price(self) -> None:
        (boots,), _ = _drafts(product())
        (dearer,), _ = _drafts(product(variants=(variant("99.00", Taille="38"),)))

        assert boots.passage.text != dearer.passage.text
        assert boots.key("e1") == dearer.key("e1")

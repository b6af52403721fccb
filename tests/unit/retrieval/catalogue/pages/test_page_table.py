from retrieval.catalogue.pages.page_table import is_page_table, read_page_table
from retrieval.catalogue.types import CatalogueItem, ReadOptions
from tests.unit.retrieval.catalogue.builders import documents, reasons, table


def read(text: str) -> list[CatalogueItem]:
    opened = table(text, "pages.csv")
    assert is_page_table(opened.header)
    return list(read_page_table(opened, ReadOptions()))


class TestMagentosPages:
    def test_are_documents_unless_they_are_off_or_filled_by_the_shop_system(self) -> None:
        items = read(
            "title,identifier,content,is_active\n"
            'Delivery,delivery,"<h2>How long</h2><p>We deliver in {{var days}} two days</p>",1\n'
            "Old,old,<p>Old words of ours</p>,0\n"
            "Home,home,,1\n"
            'Widget,widget,"{{widget type=""x""}}",1\n'
        )

        (page,) = documents(items)
        assert (page.document_id, page.title, page.language) == ("delivery", "Delivery", "en")
        assert page.text == "## How long\n\nWe deliver in two days"
        assert reasons(items) == []

    def test_that_are_menus_are_left_out(self) -> None:
        menu = "<ul><li><a href='{{store url=x}}'>Bags and more</a></li><li>&amp;</li></ul>"

        assert read(f"title,identifier,content\nMenu,menu,{menu}\n") == []


class TestQuestionsAndAnswers:
    def test_are_documents_in_the_language_they_state_or_are_written_in(self) -> None:
        items = read(
            "Question;Answer;Language\n"
            "Quels sont les délais de livraison ?;Deux jours ouvrés.;\n"
            "Retours ?;30 jours;fr-FR\n"
            "How long may I return it?;;\n"
        )

        assert [(d.title, d.language) for d in documents(items)] == [
            ("Quels sont les délais de livraison ?", "fr"),
            ("Retours ?", "fr"),
        ]
        assert reasons(items) == [(4, "it has no text: fill it in")]

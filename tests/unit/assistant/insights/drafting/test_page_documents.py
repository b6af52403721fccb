"""A page is written and read back, in one form whoever sent its words."""

from dataclasses import replace

from assistant.insights.drafting.page_documents import (
    PageDocument,
    decode_page,
    encode_page,
    tidy_page,
)

PAGE = PageDocument(
    document_id="p1", language="fr", title="Parking", text="Oui.\n", url="https://lune.example/p"
)


class TestAPage:
    def test_comes_back_as_it_was_written(self) -> None:
        for page in (PAGE, replace(PAGE, url="")):
            assert decode_page(encode_page(page).decode()) == page

    def test_has_one_form(self) -> None:
        rough = replace(PAGE, title=" Parking ", text="\r\nOui.\r\n\n", url=PAGE.url + " ")

        assert tidy_page(rough) == PAGE
        assert tidy_page(PAGE) == PAGE

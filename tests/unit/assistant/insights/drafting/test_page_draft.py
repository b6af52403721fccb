"""Test page drafts and the files that they are published as."""

from dataclasses import replace
from pathlib import Path

import orjson

from assistant.insights.drafting.page_draft import DraftStatus, Trial
from assistant.insights.drafting.published_pages import remove_page, write_page
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import Document
from tests.contract.draft_book import draft
from tests.support.seeds.insight_rows import NOON


class TestADraft:
    def test_knows_what_is_still_to_be_filled_in(self) -> None:
        text = "It costs [… the price].\n\n[…]\n\nSee [our terms](https://x.example) [1].\n"

        assert draft(text=text).blanks == ("[… the price]", "[…]")
        assert draft(title="[… a title]", text="words").blanks == ("[… a title]",)

    def test_was_tried_if_these_very_words_were(self) -> None:
        trial = Trial(at=NOON, title="Paquets cadeaux", text="4 €\n", outcomes=())

        assert draft(text="4 €\n", trial=trial).tried == trial
        assert draft(text="5 €\n", trial=trial).tried is None


class TestAPublishedPage:
    def test_is_changed_once_its_words_or_its_address_are(self) -> None:
        live = draft(url="https://shop.example/cadeaux").published()

        assert not live.is_changed
        assert replace(live, text="4 €\n").is_changed
        assert replace(live, url="").is_changed
        assert replace(live, url="", text="4 €\n").as_published().url == live.url

    def test_that_is_withdrawn_can_be_put_back_as_it_was(self) -> None:
        gone = draft().published().withdrawn()

        assert gone.status is DraftStatus.WITHDRAWN
        assert gone.can_be_put_back
        assert not replace(gone, text="4 €\n").can_be_put_back
        assert not gone.published().can_be_put_back

    def test_is_a_file_that_the_catalogue_reads(self, tmp_path: Path) -> None:
        page = draft(text="## Prix\n\n4 € par commande.\n", url="https://shop.example/cadeaux")
        path = write_page(tmp_path / "written", page)

        assert list(read_paths([path])) == [
            Document(
                document_id="written-0",
                language="fr",
                title="Paquets cadeaux",
                text="## Prix\n\n4 € par commande.",
                url="https://shop.example/cadeaux",
            )
        ]

    def test_takes_the_place_of_the_one_before(self, tmp_path: Path) -> None:
        write_page(tmp_path, draft(text="old"))
        path = write_page(tmp_path, draft(text="new"))

        assert [one.name for one in tmp_path.iterdir()] == ["d1.json"]
        assert orjson.loads(path.read_bytes())["documents"][0]["text"] == {"fr": "new"}

    def test_is_removed_however_often(self, tmp_path: Path) -> None:
        write_page(tmp_path, draft())
        remove_page(tmp_path, draft())
        remove_page(tmp_path, draft())

        assert list(tmp_path.iterdir()) == []

from pathlib import PurePosixPath

import pytest

from retrieval.catalogue.pages.page_files import identify, title_from


class TestAFilesName:
    @pytest.mark.parametrize(
        "path",
        [
            "help/fr/returns.md",
            "fr/help/returns.md",
            "help/returns.fr.md",
            "help/returns_fr.md",
            "help/returns-fr.md",
            "fr-FR/help/returns.md",
        ],
    )
    def test_gives_translations_one_id_and_tells_their_language(self, path: str) -> None:
        assert identify(PurePosixPath(path), ("fr", "en")) == ("help/returns", "fr")

    def test_may_tell_no_language(self) -> None:
        assert identify(PurePosixPath("help/returns.md"), ("fr", "en")) == ("help/returns", None)
        assert identify(PurePosixPath("de/returns.md"), ("fr", "en")) == ("de/returns", None)

    def test_of_an_index_is_its_folders(self) -> None:
        assert identify(PurePosixPath("refund/index.md"), ("en",)) == ("refund", None)
        assert identify(PurePosixPath("index.md"), ("en",)) == ("index", None)

    def test_takes_the_language_of_the_given_folder_too(self) -> None:
        assert identify(PurePosixPath("a.md"), ("fr", "en"), root="pages/fr") == ("a", "fr")

    def test_nearest_to_the_file_wins(self) -> None:
        assert identify(PurePosixPath("fr/help/returns.en.md"), ("fr", "en"))[1] == "en"


class TestATitle:
    def test_is_made_of_an_id_when_there_is_no_other(self) -> None:
        assert title_from("help/gift-cards_and_more") == "Gift cards and more"

from pathlib import Path

import pytest

from assistant.app.cli.index_output import SHOWN_BAD_ROWS, build
from assistant.app.compose.search.shop_index import NothingToIndexError
from assistant.kit.settings.settings import Settings


class TestIndexing:
    def test_names_the_first_bad_rows_and_counts_the_rest(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = "".join(f"{n},,No title,1.00 EUR,in_stock\n" for n in range(SHOWN_BAD_ROWS + 7))
        file = tmp_path / "products.csv"
        file.write_text(f"id,title,description,price,availability\n{rows}")

        with pytest.raises(NothingToIndexError):
            build(Settings(data_dir=tmp_path / "data"), [file])

        said = capsys.readouterr().err.splitlines()
        assert said[0].startswith(f"{file}:2: ")
        assert len(said) == SHOWN_BAD_ROWS + 1
        assert said[-1] == "... and 7 more"

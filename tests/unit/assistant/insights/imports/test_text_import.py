from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.insights.analysis_errors import ImportFileError
from assistant.insights.analysis_rows import Origin
from assistant.insights.imports.text_files import TextFiles
from assistant.insights.imports.text_import import read_file
from assistant.insights.ports import ImportedText

SECRET = b"0" * 32


def read(path: Path, text: str, *, encoding: str = "utf-8") -> list[ImportedText]:
    path.write_bytes(text.encode(encoding))
    return list(read_file(path, secret=SECRET, names=True))


class TestAReviewFile:
    def test_is_read_by_the_names_that_columns_usually_have(self, tmp_path: Path) -> None:
        heading = "sku,stars,title,review,reviewer,date\n"
        row = 'LINA-38,"4,5",Jolie,"Belle robe, 06 12 34 56 78",lea@example.com,03/04/2026\n'
        lines = heading + row
        [text] = read(tmp_path / "reviews.csv", lines)

        assert text.text == "Jolie. Belle robe, [phone]"
        assert (text.product, text.rating, text.origin) == ("LINA-38", 4.5, Origin.REVIEW)
        assert text.at == datetime(2026, 4, 3, tzinfo=UTC)
        assert text.customer_key
        assert "lea" not in text.customer_key

    @pytest.mark.parametrize("delimiter", [";", "\t", "|"])
    def test_may_be_parted_by_what_spreadsheets_use(self, tmp_path: Path, delimiter: str) -> None:
        lines = delimiter.join(("Note", "Avis")) + "\n" + delimiter.join(("5", "parfait")) + "\n"

        assert [one.text for one in read(tmp_path / "a.csv", lines)] == ["parfait"]

    def test_may_be_in_the_encoding_of_windows(self, tmp_path: Path) -> None:
        assert (
            read(tmp_path / "a.csv", "avis\nabîmé à l’arrivée\n", encoding="cp1252")[0].text
            == "abîmé à l’arrivée"
        )

    def test_of_json_lines_keeps_what_each_says(self, tmp_path: Path) -> None:
        line = (
            '{"id": 7, "text": "trop petit", "lang": "fr-FR", "rating": "2/5",'
            ' "at": "2026-04-03T10:00:00+02:00", "customer": 12}'
        )
        [text] = read(tmp_path / "a.jsonl", line + "\n")

        assert (text.message_id, text.language, text.rating) == ("7", "fr", 2.0)
        assert text.at == datetime(2026, 4, 3, 8, tzinfo=UTC)

    def test_without_ids_has_the_same_ones_each_time(self, tmp_path: Path) -> None:
        first = read(tmp_path / "a.jsonl", '{"text": "trop petit"}\n{"text": "parfait"}\n')
        again = read(tmp_path / "b.jsonl", '{"text": "parfait"}\n{"text": "trop petit"}\n')

        assert {one.message_id for one in first} == {one.message_id for one in again}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("product,price\na,1\n", "no column is called text"),
            ('{"text": "a"}\n{"text"', "line 2: no JSON"),
            ('{"text": "a", "rating": 9}\n', "line 1: rating"),
            ('{"rating": 3}\n', "line 1: text"),
            ("[1]", "line 1: not an object"),
            (
                '{"id": "1", "text": "a"}\n{"id": "1", "text": "b"}\n',
                "line 2: id '1' stands there twice",
            ),
            ("text,rating\na,4/0\n", "line 2: rating"),
        ],
    )
    def test_that_is_wrong_is_refused_with_the_line(
        self, tmp_path: Path, text: str, said: str
    ) -> None:
        with pytest.raises(ImportFileError, match=r"a\.txt") as caught:
            read(tmp_path / "a.txt", text)

        assert said in str(caught.value)

    def test_that_is_missing_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ImportFileError, match="cannot be read"):
            list(read_file(tmp_path / "none.csv", secret=SECRET, names=True))


class TestKeptTexts:
    def test_come_back_as_they_were(self, tmp_path: Path) -> None:
        kept = TextFiles(folder=tmp_path / "imports")
        texts = read(
            tmp_path / "a.jsonl", '{"text": "trop petit", "rating": 2, "at": "2026-04-03"}\n'
        )
        assert kept.add("reviews", texts) == 1

        assert list(kept.texts()) == texts

    def test_have_no_personal_data_on_disk(self, tmp_path: Path) -> None:
        kept = TextFiles(folder=tmp_path / "imports")
        kept.add(
            "a",
            read(
                tmp_path / "a.jsonl",
                '{"text": "écrivez à lea@example.com", "customer": "lea@example.com"}\n',
            ),
        )

        assert b"lea" not in (tmp_path / "imports" / "a.jsonl").read_bytes()

    def test_of_one_id_are_one_the_newest_file_wins(self, tmp_path: Path) -> None:
        kept = TextFiles(folder=tmp_path / "imports")
        kept.add("a", read(tmp_path / "a.jsonl", '{"id": "1", "text": "vieux"}\n'))
        kept.add("b", read(tmp_path / "b.jsonl", '{"id": "1", "text": "neuf"}\n'))

        assert [one.text for one in kept.texts()] == ["neuf"]

    def test_change_their_version_only_when_they_change(self, tmp_path: Path) -> None:
        kept = TextFiles(folder=tmp_path / "imports")
        empty = kept.version
        texts = read(tmp_path / "a.jsonl", '{"text": "trop petit"}\n')
        kept.add("a", texts)
        once = kept.version
        kept.add("a", texts)

        assert empty != once == kept.version
        assert kept.remove("a")
        assert kept.version == empty

    def test_of_a_customer_who_is_erased_are_gone(self, tmp_path: Path) -> None:
        kept = TextFiles(folder=tmp_path / "imports")
        lines = "".join(
            f'{{"text": "{text}", "customer": "{who}@example.com"}}\n'
            for text, who in (("un", "lea"), ("deux", "max"))
        )
        texts = read(tmp_path / "a.jsonl", lines)
        kept.add("a", texts)

        assert kept.forget(texts[0].customer_key) == 1
        assert [one.text for one in kept.texts()] == ["deux"]

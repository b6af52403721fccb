import json

import pytest

from assistant.answers.guard.sentence_judge import Sentence
from assistant.answers.writing.sentence_stream import SentenceReader
from tests.support.simulators.model.personas import sentences

ONE = Sentence(text="You have 30 days.", source=1, quote="30 days")
TWO = Sentence(text='It is "free".', source=2, quote="free")
WRITTEN = sentences((1, "30 days", "You have 30 days."), (2, "free", 'It is "free".'))


def feed(text: str, size: int) -> list[Sentence]:
    reader = SentenceReader()
    found = []
    for at in range(0, len(text), size):
        found += reader.feed(text[at : at + size])
    return [*found, *reader.finish()]


class TestJson:
    @pytest.mark.parametrize("size", [1, 2, 7, 1000])
    def test_gives_each_sentence_once_however_it_is_cut(self, size: int) -> None:
        assert feed(WRITTEN, size) == [ONE, TWO]

    def test_gives_a_sentence_as_soon_as_it_is_whole(self) -> None:
        reader = SentenceReader()
        end = WRITTEN.index("}") - 1

        assert reader.feed(WRITTEN[: end - 3]) == []
        assert reader.feed(WRITTEN[end - 3 : end + 1]) == [ONE]

    def test_that_breaks_off_gives_what_was_whole(self) -> None:
        assert feed(WRITTEN[:-20], 5) == [ONE]

    def test_may_stand_in_a_code_fence(self) -> None:
        assert feed(f"```json\n{WRITTEN}\n```", 4) == [ONE, TWO]

    def test_may_have_its_keys_in_any_order(self) -> None:
        written = json.dumps(
            {"sentences": [{"text": "You have 30 days.", "quote": "30 days", "source": 1}]}
        )

        assert feed(written, 3) == [ONE]

    def test_may_lack_keys(self) -> None:
        assert feed('{"sentences": [{"text": "You have 30 days."}]}', 3) == [
            Sentence(text="You have 30 days.")
        ]

    @pytest.mark.parametrize(
        "written",
        [
            '{"sentences": "no"}',
            '{"other": 1}',
            '{"sentences": [1, null, {"text": 3}, {"text": " "}]}',
            "{{{",
            '{"sentences": [{"source": -1e99',
            "",
        ],
    )
    def test_of_another_kind_gives_nothing(self, written: str) -> None:
        assert feed(written, 4) == []

    def test_ignores_a_source_that_is_no_number(self) -> None:
        assert feed('{"sentences": [{"text": "A b c.", "source": "x", "quote": 3}]}', 99) == [
            Sentence(text="A b c.")
        ]


class TestText:
    @pytest.mark.parametrize("size", [1, 3, 1000])
    def test_is_cut_into_sentences_with_their_markers(self, size: int) -> None:
        assert feed("You have 30 days. [1] It costs 6.90 € [2]. That is all", size) == [
            Sentence(text="You have 30 days.", source=1),
            Sentence(text="It costs 6.90 €.", source=2),
            Sentence(text="That is all."),
        ]

    def test_is_cut_at_line_ends_and_loses_the_marks_of_a_list(self) -> None:
        assert feed("1. You have 30 days.\n2. It is free.\n- No fee\n", 4) == [
            Sentence(text="You have 30 days."),
            Sentence(text="It is free."),
            Sentence(text="No fee."),
        ]

    def test_without_letters_is_no_sentence(self) -> None:
        assert feed("1.\n\n2.\n---", 2) == []

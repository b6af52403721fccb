import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.entities.yes_no_answers import corrects, read_answer
from assistant.understanding.types import AnswerKind


class TestAnAnswer:
    @pytest.mark.parametrize(
        "text",
        [
            *(
                "yes",
                "Yes please!",
                "oui, allez-y",
                "ok",
                "c'est bon, je confirme",
                "yep, do it",
                "👍",
            ),
            *(
                "Procédez",
                "Très bien, procédez.",
                "merci de procéder",
                "c'est bon pour moi",
            ),
            *("vous pouvez y aller", "you can go ahead with that", "by all means", "let's do it"),
        ],
    )
    def test_is_a_plain_yes(self, text: str) -> None:
        answer = read_answer(text)

        assert answer is not None
        assert (answer.kind, answer.rest) == (AnswerKind.YES, "")

    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            ("no, the other one", "the other one"),
            ("pas celle-là", ""),
            ("non attends", "attends"),
            ("wait", ""),
            ("don't do that", "do that"),
            ("ne procédez pas à l'échange", "à l'échange"),
            ("Non merci", ""),
            ("👎", ""),
        ],
    )
    def test_is_a_no_with_what_is_said_besides(self, text: str, rest: str) -> None:
        answer = read_answer(text)

        assert answer is not None
        assert (answer.kind, answer.rest) == (AnswerKind.NO, rest)

    @pytest.mark.parametrize(
        "text", ["oui mais en M", "yes but not the mug", "ok and cancel the other", "oui ?  non"]
    )
    def test_is_no_plain_yes_where_more_is_said(self, text: str) -> None:
        answer = read_answer(text)

        assert answer is not None
        assert answer.rest

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "where is it",
            "est-ce que oui",
            "y a-t-il du stock",
            "nothing",
            "yesterday",
            "no problem",
            "très bien",
            "comment procéder ?",
            "you can see it on the page",
        ],
    )
    def test_is_none_where_nothing_is_answered(self, text: str) -> None:
        assert read_answer(text) is None

    @given(st.text(max_size=80))
    def test_rests_on_the_end_of_the_text(self, text: str) -> None:
        answer = read_answer(text)

        assert answer is None or text.rstrip().endswith(answer.rest)


class TestACorrection:
    @pytest.mark.parametrize(
        "text", ["actually M", "plutôt le bleu", "I meant the mug", "en fait L"]
    )
    def test_is_seen(self, text: str) -> None:
        assert corrects(text)

    @pytest.mark.parametrize("text", ["the blue one", "en M", "merci"])
    def test_is_not_seen_elsewhere(self, text: str) -> None:
        assert not corrects(text)

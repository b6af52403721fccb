"""Questions alike are one group, whoever asked and in whatever words."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from assistant.conversation.message import Language
from assistant.improvement.changes.change_set import ChangeCause
from assistant.improvement.changes.raised_questions import (
    QuestionGroup,
    RaisedQuestion,
    are_near,
    group_questions,
)
from retrieval.types import Vector
from tests.support.seeds.change_seeds import NOON


def raised(number: int, text: str = "Is there a parking?", **changed: object) -> RaisedQuestion:
    question = RaisedQuestion(
        cause=ChangeCause.UNANSWERED,
        conversation_id=f"c{number}",
        message_id=f"m{number}",
        customer=f"k{number}",
        language="en",
        text=text,
        at=NOON + timedelta(minutes=number),
    )
    return replace(question, **changed)  # type: ignore[arg-type]  # fields of all types


def vector(angle: float) -> Vector:
    return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


class TestTwoQuestions:
    @pytest.mark.parametrize(
        ("one", "other", "angle", "near"),
        [
            ("Is there a parking?", "is there a parking", 2.0, True),  # the same words
            ("Is there a car park at the shop?", "Has the shop a car park?", 0.3, True),
            ("Is there a car park at the shop?", "Has the shop a car park?", 0.9, False),
            ("Can I return a gift?", "Is there a parking?", 0.1, False),
        ],
    )
    def test_are_near_by_their_words_and_vectors(
        self, one: str, other: str, angle: float, *, near: bool
    ) -> None:
        vectors = {one: vector(0), other: vector(angle)}

        assert are_near((one, "en"), (other, "en"), vectors) is near

    def test_of_two_languages_are_two(self) -> None:
        vectors = {"Parking ?": vector(0), "A parking?": vector(0)}
        french: tuple[str, Language] = ("Parking ?", "fr")

        assert not are_near(french, ("A parking?", "en"), vectors)


class TestGroups:
    def test_put_questions_alike_together_the_most_asked_first(self) -> None:
        texts = ("Can I return a gift?", "Is there a parking?", "is there a parking")
        vectors = {text: vector(n) for n, text in enumerate(texts)}
        asked = [raised(n, text) for n, text in enumerate(texts)]

        first, second = group_questions(asked, vectors)

        assert [one.message_id for one in first.questions] == ["m1", "m2"]
        assert [one.message_id for one in second.questions] == ["m0"]

    def test_of_three_customers_are_a_signal(self) -> None:
        assert QuestionGroup(tuple(raised(n) for n in range(3))).is_signal
        assert not QuestionGroup(tuple(raised(n, customer="k1") for n in range(3))).is_signal

    def test_that_a_person_answered_are_one_at_once(self) -> None:
        answered = raised(1, cause=ChangeCause.CORRECTED, reply="Yes.", reply_language="en")

        group = QuestionGroup((answered, raised(2)))

        assert group.is_signal
        assert group.cause is ChangeCause.CORRECTED
        assert group.answered == answered

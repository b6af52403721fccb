"""The effect of an answer has its interval, and says when there is too little to tell."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from assistant.answers.verified.types import WayOfAsking
from assistant.improvement.changes.change_set import ChangeEffect
from assistant.improvement.changes.published_effect import (
    EffectWindows,
    LoggedQuestion,
    is_measurable,
    measure_questions,
)

PUBLISHED = date(2026, 6, 1)
WAYS = (WayOfAsking(language="en", text="Is there a parking at the shop?"),)
WINDOWS = EffectWindows.around(PUBLISHED, PUBLISHED + timedelta(days=40))


def asked(number: int, *, days: int, is_unmet: bool, text: str = WAYS[0].text) -> LoggedQuestion:
    return LoggedQuestion(
        conversation_id=f"c{number}",
        customer=f"k{number}",
        language="en",
        text=text,
        at=datetime.combine(PUBLISHED + timedelta(days=days), time(12), UTC),
        is_unmet=is_unmet,
    )


def measure(questions: list[LoggedQuestion]) -> ChangeEffect:
    texts = [one.text for one in questions] + [way.text for way in WAYS]
    vectors = {text: np.array([1.0, 0.0], dtype=np.float32) for text in texts}
    return measure_questions(questions, WAYS, WINDOWS, vectors)


class TestAnEffect:
    def test_is_the_change_of_the_share_with_its_interval(self) -> None:
        before = [asked(n, days=-5, is_unmet=n < 30) for n in range(40)]
        after = [asked(100 + n, days=9, is_unmet=n < 4) for n in range(40)]

        effect = measure([*before, *after])

        assert (effect.before, effect.of_before) == (30, 40)
        assert (effect.after, effect.of_after) == (4, 40)
        assert effect.low < effect.difference == -0.65 < effect.high < 0
        assert (effect.verdict, effect.days) == ("fell", 28)

    def test_counts_neither_other_questions_nor_other_days(self) -> None:
        other = asked(1, days=-5, is_unmet=True, text="Can I return a gift?")
        same_day = asked(2, days=0, is_unmet=True)
        long_ago = asked(3, days=-29, is_unmet=True)

        effect = measure([other, same_day, long_ago])

        assert (effect.of_before, effect.of_after) == (0, 0)
        assert effect.verdict == "too_few"

    def test_of_a_conversation_counts_once(self) -> None:
        effect = measure([asked(1, days=-1, is_unmet=True), asked(1, days=-2, is_unmet=False)])

        assert (effect.before, effect.of_before) == (1, 1)


def test_is_measured_after_two_weeks_over_as_many_days_on_both_sides() -> None:
    assert not is_measurable(PUBLISHED, PUBLISHED + timedelta(days=14))
    assert is_measurable(PUBLISHED, PUBLISHED + timedelta(days=15))

    windows = EffectWindows.around(PUBLISHED, PUBLISHED + timedelta(days=15))

    assert windows.before.days == windows.after.days == 14

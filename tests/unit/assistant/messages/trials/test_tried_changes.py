"""Visitors try what one turn can have and another not; every other change says why not."""

import orjson
import pytest

from assistant.messages.trials.candidate_codec import encode_answer
from assistant.messages.trials.tried_changes import (
    TrialBar,
    bar_to_trial,
    can_be_tried,
)
from tests.unit.assistant.messages.trials.test_live_arms import FREER, PAGE, PARKING, TABLE


def of(*names: str) -> str:
    return orjson.dumps(dict.fromkeys(names, "1")).decode()


@pytest.mark.parametrize(
    ("kind", "content", "before"),
    [
        ("verified", encode_answer(PARKING), ""),
        ("page", PAGE, ""),
        ("autonomy", FREER, TABLE),
        ("settings", of("policy.floor", "escalation.anger"), ""),
        ("settings", of("advice.products", "model.tone", "model.max_tokens"), ""),
        ("settings", of("search.limit", "model.reads", "model.restates"), ""),
    ],
)
def test_what_a_turn_reads_can_be_tried(kind: str, content: str, before: str) -> None:
    assert can_be_tried(kind, content, before)


@pytest.mark.parametrize(
    ("kind", "content", "bar"),
    [
        ("order_rules", "cancel: {}", TrialBar.ORDER_RULES),
        ("hours", "teams: {}", TrialBar.HOURS),
        ("task", "q1", TrialBar.TASK),
        ("autonomy", TABLE, TrialBar.LIMITS),
        ("settings", of("shop.profile"), TrialBar.SHOP),
        ("settings", of("basket.link"), TrialBar.SHOP),
        ("settings", of("webchat.suggestions"), TrialBar.WIDGET),
        ("settings", of("model.name"), TrialBar.CONNECTION),
        ("settings", of("model.redact"), TrialBar.CONNECTION),
        ("settings", of("patience.factor"), TrialBar.PROCESS),
    ],
)
def test_what_holds_for_all_says_why(kind: str, content: str, bar: TrialBar) -> None:
    assert bar_to_trial(kind, content, TABLE) is bar

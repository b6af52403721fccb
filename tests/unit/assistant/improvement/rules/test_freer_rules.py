"""A rule of orders is freer if it lets anything happen that was not possible before."""

from typing import Any

import pytest

from assistant.improvement.rules.freer_rules import is_freer, only_tightens
from assistant.improvement.rules.rule_values import ORDER_RULES, ChangedRule, tidy_rules
from tests.unit.assistant.improvement.rules.test_rule_values import values_with

PAIRS: list[tuple[str, Any, Any]] = [  # stricter, freer
    ("cancel.statuses", ["pending"], ["pending", "processed"]),
    ("cancel.blocked_by", ["change_items"], []),
    ("returns.window_days", 30, 45),
    ("returns.window_days", 30, None),
    ("returns.seasons", [], [{"placed_from": "11-15", "placed_to": "12-24", "until": "01-31"}]),
    ("returns.refund_to", ["original"], ["original", "store_credit"]),
    ("returns.refund_days", [5, 7], [3, 7]),
    ("exchange.accepts_final_sale", False, True),
    ("change_address.countries", ["FR"], ["FR", "BE"]),
    ("change_address.countries", ["FR"], []),
    ("goodwill.voucher.valid_days", 365, 730),
    ("identity.methods", ["signed_in"], ["signed_in", "email"]),
    ("identity.max_tries", 3, 5),
    ("confirm_minutes", 30, 60),
]


def changed(name: str, before: object, after: object) -> ChangedRule:
    return ChangedRule(path=tuple(name.split(".")), before=before, after=after)


@pytest.mark.parametrize(("name", "stricter", "freer"), PAIRS)
def test_one_way_is_freer_and_the_way_back_is_not(name: str, stricter: Any, freer: Any) -> None:  # noqa: ANN401  # as YAML has it
    assert is_freer(changed(name, stricter, freer))
    assert not is_freer(changed(name, freer, stricter))


def test_a_difference_in_price_counts_either_way() -> None:
    assert is_freer(changed("exchange.settles_difference", True, False))
    assert is_freer(changed("exchange.settles_difference", False, True))


def test_words_of_a_reason_let_nothing_more_happen() -> None:
    assert not is_freer(changed("returns.reasons.too_small.en", "too small", "too tight"))


def test_a_rule_that_nobody_judged_is_freer() -> None:
    assert is_freer(changed("returns.made_up", 1, 2))


def test_rules_only_tighten_if_none_of_them_is_freer() -> None:
    stricter = values_with(ORDER_RULES, returns__window_days=14, cancel__statuses=["pending"])
    mixed = values_with(ORDER_RULES, returns__window_days=14, confirm_minutes=60)

    assert only_tightens(tidy_rules(ORDER_RULES, ""), stricter)
    assert not only_tightens(tidy_rules(ORDER_RULES, ""), mixed)

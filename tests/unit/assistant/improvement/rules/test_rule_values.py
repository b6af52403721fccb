"""Written rules are compared and merged by their values, whatever their words."""

import pytest

from assistant.desk.handoff.desk_rules import DEFAULT as DESK
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.improvement.rules.rule_values import (
    HOURS,
    ORDER_RULES,
    WRITTEN_IN,
    RulePath,
    changed_rules,
    merge,
    rule_lines,
    rule_values,
    spell_value,
    tidy_rules,
    write_values,
)
from assistant.kit.settings.rule_file import RuleTextError
from assistant.operations.shop_rules import load_rules

WINDOW: RulePath = ("returns", "window_days")
TWO_TEAMS = DESK.read_text(encoding="utf-8").replace(
    "# In opening time",
    '  night:\n    hours:\n      monday: ["00:00-24:00"]\n    holidays: {dates: [2026-12-26]}\n\n#',
)


def values_with(kind: str, **rules: object) -> str:
    """Return default rules with others in them, by names such as returns__window_days."""
    named = {tuple(name.split("__")): value for name, value in rules.items()}
    return write_values({**rule_values(kind, ""), **named})


class TestValues:
    @pytest.mark.parametrize("kind", [*WRITTEN_IN])
    def test_of_a_text_are_those_of_the_text_they_make(self, kind: str) -> None:
        tidy = tidy_rules(kind, "")

        assert rule_values(kind, tidy) == rule_values(kind, "")
        assert tidy_rules(kind, tidy) == tidy

    def test_keep_whole_days_dates_and_teams(self) -> None:
        tidy = tidy_rules(HOURS, TWO_TEAMS)

        assert load_desk_rules(tidy) == load_desk_rules(TWO_TEAMS)
        assert rule_values(HOURS, tidy)["teams", "night", "hours", "monday"] == ["00:00-24:00"]

    def test_of_rules_with_words_in_them_make_the_same_rules(self) -> None:
        assert load_rules(tidy_rules(ORDER_RULES, "")) == load_rules()

    def test_of_a_team_that_is_never_there_differ_from_one_with_shared_hours(self) -> None:
        never = TWO_TEAMS.replace('hours:\n      monday: ["00:00-24:00"]', "hours: {}")
        shared = TWO_TEAMS.replace('hours:\n      monday: ["00:00-24:00"]', "put_away: false")

        [change] = changed_rules(HOURS, shared, never)

        assert (change.name, change.before, change.after) == ("teams.night.hours", None, {})
        assert load_desk_rules(tidy_rules(HOURS, never)) == load_desk_rules(never)

    def test_of_no_rules_are_refused(self) -> None:
        with pytest.raises(RuleTextError, match="window_dayz"):
            rule_values(
                ORDER_RULES, tidy_rules(ORDER_RULES, "").replace("window_days", "window_dayz")
            )


class TestMerging:
    def test_takes_what_changed_and_leaves_the_rest(self) -> None:
        theirs = rule_values(ORDER_RULES, values_with(ORDER_RULES, confirm_minutes=45))
        old, new = (
            rule_values(ORDER_RULES, values_with(ORDER_RULES, returns__window_days=days))
            for days in (30, 60)
        )

        assert merge(theirs, old, new) == {**theirs, WINDOW: 60}

    def test_is_refused_where_the_same_rule_moved_on_unless_it_goes_over_it(self) -> None:
        values, old, new = ({WINDOW: days} for days in (21, 30, 60))

        assert merge(values, old, new) is None
        assert merge(values, old, new, over_others=True) == new

    def test_takes_away_a_rule_that_is_set_no_more(self) -> None:
        assert merge({WINDOW: 30}, {WINDOW: 30}, {}) == {}


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (True, "true"),
        (None, ""),
        ([5, 7], "5, 7"),
        ([{"placed_from": "11-15", "until": "01-31"}], "placed_from 11-15, until 01-31"),
        ({}, ""),
    ],
)
def test_values_are_read_in_a_line(value: object, spelt: str) -> None:
    assert spell_value(value) == spelt


def test_lines_name_every_rule() -> None:
    assert "returns.window_days: 30" in rule_lines(ORDER_RULES, "")
    assert "teams.support.hours.saturday: 10:00-17:00" in rule_lines(HOURS, "")

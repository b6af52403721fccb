"""Say written rules in the words of their forms, each with its label and its value. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assistant.console.settings.order_rules_form import TICKS
from assistant.console.settings.setting_texts import say, texts
from assistant.console.shell.texts import word
from assistant.conversation.message import Language
from assistant.improvement.changes.change_contents import ChangedLine, LineFate
from assistant.improvement.rules.rule_values import (
    HOURS,
    ORDER_RULES,
    RulePath,
    RuleValues,
    changed_rules,
    rule_values,
    spell_value,
)

_REASONS = "reasons"
_HOURS_WORDS: Mapping[str, str] = {
    "first_reply_minutes": "hours.first_reply",
    "next_reply_minutes": "hours.next_reply",
    "timezone": "hours.zone",
    "name": "teams.name",
    "put_away": "teams.is_away",
    "hours": "teams.hours",
}
"""Rules of hours whose label has another name than the rule."""


def compare_in_words(
    kind: str, before: str, after: str, language: Language
) -> Sequence[ChangedLine]:
    """Return the rules that two texts say differently, each as it was and as it is then.

    Raises:
        RuleTextError: a text cannot be used.
    """
    values = {**rule_values(kind, before), **rule_values(kind, after)}
    lines = []
    for one in changed_rules(kind, before, after):
        label = say_rule(kind, one.path, language, values)
        for fate, value in ((LineFate.REMOVED, one.before), (LineFate.ADDED, one.after)):
            said = say(
                "propose.line", language, rule=label, value=say_value(one.path, value, language)
            )
            lines.append(ChangedLine(fate=fate, text=said))
    return lines


def say_rule(
    kind: str, path: RulePath, language: Language, values: RuleValues | None = None
) -> str:
    """Return the words for a rule; `values` have the names of teams."""
    labels: Mapping[str, Callable[[], Iterator[str]]] = {
        ORDER_RULES: lambda: _of_orders(path, language),
        HOURS: lambda: _of_hours(path, language, values or {}),
    }
    return " · ".join(labels[kind]())


def say_value(path: RulePath, value: Any, language: Language) -> str:  # noqa: ANN401, PLR0911  # as YAML has it
    """Return a value in the words of its form."""
    if value is None or value in ("", [], {}):
        return say("page.empty", language)
    if isinstance(value, bool):
        return say("page.yes" if value else "page.no", language)
    rule = path[-1]
    if rule in TICKS:
        return ", ".join(_known(f"order_rules.is_{one}", str(one), language) for one in value)
    if rule == "warn_at":
        return f"{value * 100:.6g} %"
    if rule == "refund_days":
        return "-".join(map(str, value))
    if rule == "seasons":
        days = ("{placed_from} ... {placed_to} → {until}".format_map(one) for one in value)
        return "; ".join(days)
    return spell_value(value)


def _of_orders(path: RulePath, language: Language) -> Iterator[str]:
    """Yield the part of the form, the rule, and of a reason its code and its language."""
    at = path.index(_REASONS) if _REASONS in path else len(path) - 1
    part = "_".join(path[:at]) or "all"
    yield _known(f"order_rules.part_{part}", ".".join(path[:at]), language)
    yield _known(f"order_rules.{path[at]}", path[at], language)
    for step in path[at + 1 :]:
        yield _known(f"order_rules.in_{step}", step.replace("_", " "), language)


def _of_hours(path: RulePath, language: Language, values: RuleValues) -> Iterator[str]:
    """Yield the team, if there is one, and the rule."""
    if path[0] == "teams" and len(path) > 1:
        name = str(values.get(("teams", path[1], "name")) or path[1])
        yield say("hours.of_team", language, team=name)
    rule = path[-1]
    if path[0] == "skills" and len(path) > 1:
        yield say("hours.skills", language)
        yield word("reason", rule, language)
    else:
        yield _known(_HOURS_WORDS.get(rule, f"hours.{rule}"), rule, language)


def _known(name: str, otherwise: str, language: Language) -> str:
    return texts(language).get(name, otherwise)

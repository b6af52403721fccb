"""Read written rules as values by their paths, so that two texts are compared and merged. Pure.

A text, its default and a text that says the same in other words have the same values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel

from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.handoff.opening_hours import MIDNIGHT, OpeningSpan
from assistant.operations.shop_rules import load_rules

ORDER_RULES, HOURS = "order_rules", "hours"
"""Kinds of written rules: those of orders, and those of the desk."""

RulePath = tuple[str, ...]
"""A path to one rule, such as ("returns", "window_days")."""

RuleValues = Mapping[RulePath, Any]
"""Values by path, as YAML has them; a rule that is not set has none, a list is one value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenIn:
    """Hold the settings that one kind of rules is written in, and its reader."""

    setting: str  # of the text
    file: str  # of the server's file, which goes before the text
    read: Callable[[str], BaseModel]  # "": the default; raises `RuleTextError`


WRITTEN_IN: Mapping[str, WrittenIn] = {
    ORDER_RULES: WrittenIn(setting="shop.rule_text", file="shop.rules", read=load_rules),
    HOURS: WrittenIn(setting="helpdesk.rule_text", file="helpdesk.file", read=load_desk_rules),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRule:
    """Hold a rule that two texts say differently; None: one of them does not set it."""

    path: RulePath
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """Return the path as people write it: "returns.window_days"."""
        return ".".join(self.path)


def rule_values(kind: str, text: str) -> dict[RulePath, Any]:
    """Return the values of a text, or of the default rules for "".

    Raises:
        RuleTextError: the text cannot be used.
    """
    values: dict[RulePath, Any] = {}
    _flatten(_plain(WRITTEN_IN[kind].read(text)), (), values)
    return values


def write_values(values: RuleValues) -> str:
    """Return values as the text of a file; equal values in one order give equal texts."""
    written: dict[str, Any] = {}
    for path, value in values.items():
        inner = written
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        if not (value == {} and path[-1] in inner):  # it got values of its own since
            inner[path[-1]] = dict(value) if isinstance(value, dict) else value
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True)


def tidy_rules(kind: str, text: str) -> str:
    """Return a text in the form that proposals have: every rule, without comments.

    Raises:
        RuleTextError: the text cannot be used.
    """
    return write_values(rule_values(kind, text))


def changed_rules(kind: str, before: str, after: str) -> Sequence[ChangedRule]:
    """Return the rules that two texts say differently, in the order of the text after.

    Raises:
        RuleTextError: a text cannot be used.
    """
    old, new = rule_values(kind, before), rule_values(kind, after)
    return [
        ChangedRule(path=path, before=old.get(path), after=new.get(path))
        for path in {**new, **old}
        if old.get(path) != new.get(path)
    ]


def merge(
    values: RuleValues, old: RuleValues, new: RuleValues, *, over_others: bool = False
) -> dict[RulePath, Any] | None:
    """Return values with the rules in which `old` and `new` differ; None: one of them moved on.

    `over_others`: a rule that moved on is as in `new` all the same.
    """
    merged = dict(values)
    for path in {**old, **new}:
        was, becomes, now = old.get(path), new.get(path), values.get(path)
        if becomes in (was, now):
            continue
        if now != was and not over_others:
            return None
        if becomes is None:
            merged.pop(path, None)
        else:
            merged[path] = becomes
    return merged


def rule_lines(kind: str, text: str) -> list[str]:
    """Return the rules of a text as lines: "returns.window_days: 30".

    Raises:
        RuleTextError: the text cannot be used.
    """
    return [write_line(path, value) for path, value in rule_values(kind, text).items()]


def write_line(path: RulePath, value: object) -> str:
    """Return a rule as a line: "cancel.statuses: pending, processed"."""
    return f"{'.'.join(path)}: {spell_value(value)}"


def spell_value(value: object) -> str:
    """Return a value in a line; "": there is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {spell_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(map(spell_value, value)) if _of_rows(value) else ", ".join(map(str, value))
    return "" if value is None else str(value)


def _of_rows(value: Sequence[object]) -> bool:
    return any(isinstance(one, Mapping) for one in value)


def _flatten(value: Any, path: RulePath, found: dict[RulePath, Any]) -> None:  # noqa: ANN401  # as YAML has it
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            _flatten(inner, (*path, name), found)
    else:
        found[path] = value


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911  # of whatever model
    """Return a value of checked rules as YAML has it, without rules that are not set."""
    match value:
        case BaseModel():
            named = ((name, getattr(value, name)) for name in type(value).model_fields)
            return {name: _plain(one) for name, one in named if one is not None}
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case OpeningSpan():
            closes = "24:00" if value.closes == MIDNIGHT else f"{value.closes:%H:%M}"
            return f"{value.opens:%H:%M}-{closes}"
        case tuple() | frozenset():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
        case str():
            return str(value)  # of an enumeration, its word
        case _:
            return value

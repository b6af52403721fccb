"""Turn the rules of orders into fields of a form, and the fields back into rules. Pure.

The fields are made from the model of the rules, so a rule that is added to it is on the form.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, get_args

from babel import Locale
from pydantic import BaseModel, ValidationError

from assistant.commerce.order import OrderStatus, RequestKind
from assistant.console.settings.setting_texts import say, say_error
from assistant.conversation.message import Language
from assistant.operations.shop_rules import Destination, GoodwillRules, Method, Rules

Fields = Mapping[str, str]
"""Names of fields with their texts; of a box that is ticked "1"."""

TICKS: Mapping[str, tuple[str, ...]] = {
    "statuses": tuple(map(str, OrderStatus)),
    "blocked_by": tuple(map(str, RequestKind)),
    "refund_to": get_args(Destination),
    "methods": tuple(map(str, Method)),
}
"""Rules that are a choice of several, with the choices."""

_NUMBERS = frozenset(
    {"window_days", "valid_days", "max_tries", "code_minutes", "holds_minutes", "confirm_minutes"}
)
_SWITCHES = frozenset({"accepts_final_sale", "settles_difference"})
_PAIRS = frozenset({"refund_days"})
_ROWS: Mapping[str, tuple[str, ...]] = {
    "reasons": ("code", "fr", "en"),
    "seasons": ("placed_from", "placed_to", "until"),
}
_MOST_ROWS = 40
_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleField:
    """Hold a rule as the form shows it."""

    name: str  # "returns.window_days"
    kind: str  # ticks, number, switch, pair, words, reasons, seasons
    rule: str  # "window_days": its label is `order_rules.window_days`
    choices: Sequence[tuple[str, str]] = ()  # of ticks: field and value
    rows: Sequence[Mapping[str, str]] = ()  # of reasons and seasons: column and field


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePart:
    """Hold the rules of one operation, or those that hold for all operations."""

    name: str  # "returns"; "": for all
    fields: Sequence[RuleField]


def parts_of(fields: Fields) -> list[RulePart]:
    """Return the form for these fields, with rows to add to."""
    return [
        RulePart(name=part, fields=[_field(part, rule, fields) for rule in model.model_fields])
        for part, model in _models()
    ] + [RulePart(name="", fields=[_field("", rule, fields) for rule in _alone()])]


def _models() -> Iterator[tuple[str, type[BaseModel]]]:
    for model, before in ((Rules, ""), (GoodwillRules, "goodwill.")):
        for name, about in model.model_fields.items():
            kind = about.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not GoodwillRules:
                yield f"{before}{name}", kind


def _alone() -> Iterator[str]:
    """Yield the rules that are in no part."""
    inside = {part for part, _ in _models()} | {"goodwill"}
    return (name for name in Rules.model_fields if name not in inside)


def _field(part: str, rule: str, fields: Fields) -> RuleField:
    name = f"{part}.{rule}" if part else rule
    if rule in TICKS:
        choices = [(f"{name}.{one}", one) for one in TICKS[rule]]
        return RuleField(name=name, kind="ticks", rule=rule, choices=choices)
    if rule in _ROWS:
        there = len(list(_rows(name, rule, fields)))
        more = 2 if rule == "reasons" else 1
        rows = [
            {column: f"{name}.{row}.{column}" for column in _ROWS[rule]}
            for row in range(there + more)
        ]
        return RuleField(name=name, kind=rule, rule=rule, rows=rows)
    kinds = {"number": _NUMBERS, "switch": _SWITCHES, "pair": _PAIRS}
    kind = next((kind for kind, names in kinds.items() if rule in names), "words")
    return RuleField(name=name, kind=kind, rule=rule)


def fields_of(rules: Rules) -> dict[str, str]:
    """Return the fields of the form for rules in force."""
    dumped = rules.model_dump(mode="json")
    fields: dict[str, str] = {}
    for part in parts_of({}):
        for one in part.fields:
            fields |= _spelt(one, _at(dumped, one.name))
    return fields


def _at(dumped: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  # of whatever model
    value: Any = dumped
    for step in name.split("."):
        value = value[step]
    return value


def _spelt(one: RuleField, value: Any) -> dict[str, str]:  # noqa: ANN401, PLR0911
    match one.kind:
        case "ticks":
            return {field: "1" if choice in value else "" for field, choice in one.choices}
        case "switch":
            return {one.name: "1" if value else ""}
        case "pair":
            return {f"{one.name}.{place}": str(part) for place, part in enumerate(value)}
        case "words":
            return {one.name: ", ".join(value)}
        case "reasons":
            rows = [{"code": code, **said} for code, said in value.items()]
            return _numbered(one.name, rows)
        case "seasons":
            return _numbered(one.name, value)
        case _:
            return {one.name: "" if value is None else str(value)}


def _numbered(name: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {
        f"{name}.{place}.{column}": text
        for place, row in enumerate(rows)
        for column, text in row.items()
    }


def _rows(name: str, rule: str, form: Fields) -> Iterator[dict[str, str]]:
    """Yield the rows of reasons or seasons that anything is written in."""
    for place in count():
        fields = {column: f"{name}.{place}.{column}" for column in _ROWS[rule]}
        if place >= _MOST_ROWS or not any(field in form for field in fields.values()):
            return
        row = {column: form.get(field, "").strip() for column, field in fields.items()}
        if any(text for column, text in row.items() if column != "code"):
            yield row


def written(form: Fields) -> dict[str, Any]:
    """Return the rules that a form stands for, as a file has them; `Rules` checks them."""
    rules: dict[str, Any] = {}
    for part in parts_of(form):
        *above, _ = [*part.name.split("."), ""] if part.name else [""]
        inner = rules
        for step in above:
            inner = inner.setdefault(step, {})
        for one in part.fields:
            value = _read(one, form)
            if value is not None:
                inner[one.rule] = value
    return rules


def _read(one: RuleField, form: Fields) -> Any:  # noqa: ANN401, PLR0911
    text = form.get(one.name, "").strip()
    match one.kind:
        case "ticks":
            return [choice for field, choice in one.choices if form.get(field)]
        case "switch":
            return bool(text)
        case "pair":
            return [_number(form.get(f"{one.name}.{place}", "")) for place in (0, 1)]
        case "words":
            return [word.strip().upper() for word in text.split(",") if word.strip()]
        case "reasons":
            return _reasons(_rows(one.name, one.rule, form))
        case "seasons":
            return list(_rows(one.name, one.rule, form))
        case _:
            return _number(text)


def _number(text: str) -> int | str | None:
    said = text.strip()
    return int(said) if said.isascii() and said.isdecimal() else said or None


def _reasons(rows: Iterator[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return reasons by code; a new one's code follows from its English words."""
    reasons: dict[str, dict[str, str]] = {}
    for row in rows:
        code = row["code"] or _CODE.sub("_", (row["en"] or row["fr"]).lower()).strip("_")[:40]
        while code in reasons or not code:
            code += "_"
        reasons[code] = {"fr": row["fr"], "en": row["en"]}
    return reasons


def mistakes(form: Fields, language: Language) -> dict[str, str]:
    """Return each rule that is wrong in the form, with its error in the reader's language."""
    rules, found = written(form), dict[str, str]()
    kinds = {one.name: one for part in parts_of(form) for one in part.fields}
    try:
        Rules.model_validate(rules)
    except ValidationError as error:
        for wrong in error.errors():
            name = _rule_at(wrong["loc"], kinds)
            found.setdefault(name, _said(kinds.get(name), wrong, language))
    for name, one in kinds.items():
        if name not in found and _is_odd(one, form):
            found[name] = say(f"order_rules.wrong_{one.kind}", language)
    return found


def _rule_at(loc: tuple[int | str, ...], kinds: Mapping[str, RuleField]) -> str:
    path = [str(part) for part in loc]
    names = (".".join(path[:length]) for length in range(len(path), 0, -1))
    return next((name for name in names if name in kinds), "")


def _said(one: RuleField | None, error: Mapping[str, Any], language: Language) -> str:
    if one is None:
        return say("error.other", language, why=error["msg"])
    if one.kind == "number":
        is_missing = error["type"] == "int_type"
        return say("error.int", language) if is_missing else say_error(error, language)
    return say(f"order_rules.wrong_{one.kind}", language)


def _is_odd(one: RuleField, form: Fields) -> bool:
    """Return whether a rule that the model takes would still not work as it seems to."""
    value = _read(one, form)
    match one.kind:
        case "words":
            known = Locale("en").territories
            return any(len(code) != 2 or code not in known for code in value)  # noqa: PLR2004
        case "pair":
            return bool(value[0] > value[1])
        case "reasons":
            return any(not all(said.values()) for said in value.values())
        case _:
            return False

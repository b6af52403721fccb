"""Turn the desk's rules into fields of the form of hours, and the fields back into rules. Pure.

A field of a team begins with its name; those of a team that is to be added, with `NEW`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.console.settings.setting_texts import say
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import DAYS, DeskRules
from assistant.understanding.message_words import fold

NEW = "_new"  # no team has this name
_MOST_LETTERS = 40  # of a team's name
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def fields_of_rules(rules: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of the form for written rules."""
    holidays, deadlines = rules.get("holidays") or {}, rules.get("deadlines") or {}
    fields = {
        "timezone": str(rules.get("timezone", "Europe/Paris")),
        "french": "1" if holidays.get("french") else "",
        "dates": ", ".join(map(str, holidays.get("dates") or ())),
        "every_year": ", ".join(map(str, holidays.get("every_year") or ())),
        "default_team": str(rules.get("default_team", "")),
    }
    for name in ("first_reply_minutes", "next_reply_minutes"):
        fields[name] = "" if deadlines.get(name) is None else str(deadlines[name])
    for team, about in (*(rules.get("teams") or {}).items(), (NEW, {})):
        fields[f"{team}.name"] = "" if team == NEW else team
        fields[f"{team}.remove"] = ""
        for day in DAYS:
            spans = (about.get("hours") or {}).get(day) or ()
            fields[f"{team}.{day}"] = ", ".join(map(str, spans))
    return fields


def named(rules: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, str]:
    """Return the teams that there are to be: each by its fields, with its name from then on."""
    kept = [one for one in rules.get("teams") or {} if not form.get(f"{one}.remove")]
    names = {one: _word(form.get(f"{one}.name", one)) for one in kept}
    if any(form.get(f"{NEW}.{part}", "").strip() for part in ("name", *DAYS)):
        names[NEW] = _word(form.get(f"{NEW}.name", ""))
    return names


def faults(
    rules: Mapping[str, Any], form: Mapping[str, str], language: Language
) -> Mapping[str, str]:
    """Return the fields with which teams cannot be named or removed, with why."""
    names, found, taken = named(rules, form), dict[str, str](), set[str]()
    for team, name in names.items():
        if not name or name in taken:
            word = "hours.name_taken" if name else "hours.no_name"
            found[f"{team}.name"] = say(word, language)
        taken.add(name)
    if form.get("default_team", rules.get("default_team")) not in names:
        found["default_team"] = say("hours.no_default", language)
    return found


def filled(rules: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Return written rules with the fields of the form in them."""
    deadlines: dict[str, Any] = dict(rules.get("deadlines") or {})
    for name in ("first_reply_minutes", "next_reply_minutes"):
        text = form.get(name, "").strip()
        deadlines[name] = int(text) if text.isdecimal() else text or None
    names, teams = named(rules, form), rules.get("teams") or {}
    holidays = {
        **(rules.get("holidays") or {}),
        "french": bool(form.get("french")),
        "dates": _words(form.get("dates", "")),
        "every_year": _words(form.get("every_year", "")),
    }
    default = form.get("default_team", str(rules.get("default_team", "")))
    return {
        **rules,
        "timezone": form.get("timezone", "").strip(),
        "holidays": holidays,
        "default_team": names.get(default, default),
        "teams": {
            name: {**(teams.get(team) or {}), "hours": _hours(team, form)}
            for team, name in names.items()
        },
        "deadlines": deadlines,
    }


def errors_of_rules(
    error: ValidationError, names: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    """Yield each field with its error, in the reader's language; `names` are those of `named`."""
    teams = {name: team for team, name in names.items()}
    for one in error.errors():
        loc = [str(part) for part in one["loc"]]
        match loc:
            case ["teams", name, "hours", day, *_]:
                yield f"{teams[name]}.{day}", say("hours.wrong_spans", language)
            case ["timezone", *_]:
                yield "timezone", say("hours.wrong_zone", language)
            case ["holidays", ("dates" | "every_year") as name, *_]:
                yield name, say(f"hours.wrong_{name}", language)
            case ["deadlines", name, *_]:
                yield name, say("hours.wrong_minutes", language)
            case _:
                yield "", say("error.rules", language, why=f"{'.'.join(loc)}: {one['msg']}")


def check(
    rules: Mapping[str, Any], given: Mapping[str, Any], form: Mapping[str, str], language: Language
) -> Mapping[str, str]:
    """Return the errors of rules that a form makes of those `given`, by field."""
    found = dict(faults(given, form, language))
    try:
        DeskRules.model_validate(rules)
    except ValidationError as error:
        wrong = dict(errors_of_rules(error, named(given, form), language))
        if found:
            wrong.pop("", None)  # it is of a team that is named at its field
        found |= wrong
    return found


def _hours(team: str, form: Mapping[str, str]) -> dict[str, list[str]]:
    return {day: spans for day in DAYS if (spans := _words(form.get(f"{team}.{day}", "")))}


def _word(typed: str) -> str:
    """Return a team's name as rules have it: "Service après-vente" is "service-apres-vente"."""
    return _NO_LETTER.sub("-", fold(typed)).strip("-")[:_MOST_LETTERS].strip("-")


def _words(text: str) -> list[str]:
    return [one.replace(" ", "") for one in text.split(",") if one.strip()]

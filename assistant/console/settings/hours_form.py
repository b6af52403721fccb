"""Turn the desk's rules into fields of the form of hours, and the fields back into rules. Pure.

A field of a team begins with its id. Teams are added, renamed and put away on the page of teams.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.console.settings.setting_texts import say, say_error
from assistant.conversation.event_base import Reason
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import DAYS, DeadlineRules, DeskRules, RoutingRules
from assistant.desk.handoff.written_teams import WrittenRules

OWN, SHARED = "own", "shared"
"""Of a part of a team's rules: it has its own, or it has what all others have."""

MINUTES = ("first_reply_minutes", "next_reply_minutes")
_ROUTING = tuple(RoutingRules.model_fields)
ROUTING_SECONDS = tuple(name for name in _ROUTING if name != "prefer_last_agent")


def teams_of_rules(rules: WrittenRules) -> Mapping[str, str]:
    """Return the name of each team that is not put away, by its id."""
    teams = {one: about or {} for one, about in (rules.get("teams") or {}).items()}
    used = {one: about for one, about in teams.items() if not about.get("put_away")}
    return {one: str(about.get("name") or one) for one, about in used.items()}


def fields_of_rules(rules: WrittenRules) -> dict[str, str]:
    """Return the fields of the form for written rules."""
    fields = {
        "timezone": str(rules.get("timezone", "Europe/Paris")),
        "default_team": str(rules.get("default_team", "")),
        **_holiday_fields(rules.get("holidays"), ""),
        **_deadline_fields(rules.get("deadlines"), ""),
    }
    for team in teams_of_rules(rules):
        about = rules["teams"][team] or {}
        fields |= _shares(about, team)
        fields[f"{team}.timezone"] = str(about.get("timezone") or "")
        fields |= _holiday_fields(about.get("holidays"), f"{team}.")
        fields |= _deadline_fields(about.get("deadlines"), f"{team}.")
        for day in DAYS:
            fields[f"{team}.{day}"] = _spelt((about.get("hours") or {}).get(day))
    skills = rules.get("skills") or {}
    fields |= {f"skills.{reason}": _spelt(skills.get(reason)) for reason in Reason}
    routing = RoutingRules().model_dump() | (rules.get("routing") or {})
    return fields | {f"routing.{name}": _field(routing[name]) for name in _ROUTING}


def filled(rules: WrittenRules, form: Mapping[str, str]) -> dict[str, Any]:
    """Return written rules with the fields of the form in them."""
    default = form.get("default_team", str(rules.get("default_team", "")))
    used = teams_of_rules(rules)
    return {
        **rules,
        "timezone": form.get("timezone", "").strip(),
        "holidays": _holidays(form, ""),
        "default_team": default,
        "teams": {
            team: _team(team, about or {}, form, is_default=team == default)
            if team in used
            else about
            for team, about in (rules.get("teams") or {}).items()
        },
        "deadlines": _deadlines(form, ""),
        "skills": _skills(rules.get("skills") or {}, form),
        "routing": _routing(rules.get("routing") or {}, form),
    }


def check(rules: WrittenRules, given: WrittenRules, language: Language) -> Mapping[str, str]:
    """Return the errors of rules that a form makes of those `given`, in the reader's language."""
    default = rules["default_team"]
    if default not in teams_of_rules(rules):
        return {"default_team": say("hours.no_default", language)}
    if default != given["default_team"] and not rules["teams"][default]["hours"]:
        return {"default_team": say("hours.default_without_hours", language)}
    try:
        DeskRules.model_validate(rules)
    except ValidationError as error:
        return dict(_errors(error, language))
    return {}


def _errors(error: ValidationError, language: Language) -> Iterator[tuple[str, str]]:
    for one in error.errors():
        match [str(part) for part in one["loc"]]:
            case ["teams", team, "hours", day, *_]:
                yield f"{team}.{day}", say("hours.wrong_spans", language)
            case ["teams", team, ("holidays" | "deadlines"), name, *_]:
                yield f"{team}.{name}", _wrong(name, language)
            case ["teams", team, "timezone", *_]:
                yield f"{team}.timezone", say("hours.wrong_zone", language)
            case ["timezone", *_]:
                yield "timezone", say("hours.wrong_zone", language)
            case [("holidays" | "deadlines"), name, *_]:
                yield name, _wrong(name, language)
            case ["skills", reason, *_]:
                yield f"skills.{reason}", say("hours.wrong_skills", language)
            case ["routing", name, *_]:
                yield f"routing.{name}", say_error(one, language)
            case loc:
                yield "", say("error.rules", language, why=f"{'.'.join(loc)}: {one['msg']}")


def _wrong(name: str, language: Language) -> str:
    return say(f"hours.wrong_{'minutes' if name in MINUTES else name}", language)


def _shares(about: Mapping[str, Any], team: str) -> dict[str, str]:
    return {
        f"{team}.{part}": SHARED if about.get(part) is None else OWN
        for part in ("hours", "holidays", "deadlines")
    }


def _team(
    team: str, about: Mapping[str, Any], form: Mapping[str, str], *, is_default: bool
) -> dict[str, Any]:
    """Return a team's rules; the default team's hours are always its own."""
    had, within = _shares(about, team), f"{team}."
    hours = {day: spans for day in DAYS if (spans := _words(form.get(f"{within}{day}", "")))}
    holidays, deadlines = _holidays(form, within), _deadlines(form, within)
    kept = {
        name: value
        for name, value in about.items()
        if name not in {"hours", "timezone", "holidays", "deadlines"}
    }
    own: dict[str, Any] = {
        "hours": hours
        if is_default or _is_own(f"{within}hours", had, form, typed=bool(hours))
        else None,
        "timezone": form.get(f"{within}timezone", "").strip() or None,
        "holidays": holidays
        if _is_own(f"{within}holidays", had, form, typed=any(holidays.values()))
        else None,
        "deadlines": deadlines
        if _is_own(f"{within}deadlines", had, form, typed=any(deadlines[name] for name in MINUTES))
        else None,
    }
    return kept | {name: value for name, value in own.items() if value is not None}


def _is_own(name: str, had: Mapping[str, str], form: Mapping[str, str], *, typed: bool) -> bool:
    """Return whether a team has a part of its own: as was chosen, or as was typed without it."""
    chosen = form.get(name, had[name])
    return chosen == OWN or (chosen == had[name] and typed)


def _holiday_fields(holidays: Mapping[str, Any] | None, within: str) -> dict[str, str]:
    about = holidays or {}
    return {
        f"{within}french": _field(about.get("french", False)),
        f"{within}dates": _spelt(about.get("dates")),
        f"{within}every_year": _spelt(about.get("every_year")),
    }


def _holidays(form: Mapping[str, str], within: str) -> dict[str, Any]:
    return {
        "french": bool(form.get(f"{within}french")),
        "dates": _words(form.get(f"{within}dates", "")),
        "every_year": _words(form.get(f"{within}every_year", "")),
    }


def _deadline_fields(deadlines: Mapping[str, Any] | None, within: str) -> dict[str, str]:
    about = deadlines or {}
    share = about.get("warn_at", DeadlineRules().warn_at)
    percent = f"{share * 100:.6g}" if isinstance(share, int | float) else str(share)
    minutes = {f"{within}{name}": _field(about.get(name)) for name in MINUTES}
    return {**minutes, f"{within}warn_at": percent}


def _deadlines(form: Mapping[str, str], within: str) -> dict[str, Any]:
    """Return deadlines as they are written: `warn_at` is typed as a percentage."""
    found: dict[str, Any] = {name: _number(form.get(f"{within}{name}", "")) for name in MINUTES}
    share = form.get(f"{within}warn_at", "").strip().removesuffix("%").strip().replace(",", ".")
    try:
        found["warn_at"] = round(float(share) / 100, 8)
    except ValueError:
        found["warn_at"] = share or DeadlineRules().warn_at
    return found


def _skills(had: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the skills that each reason asks for; a reason without any is not written."""
    typed = {
        str(reason): [one.lower() for one in _words(form[f"skills.{reason}"])]
        if f"skills.{reason}" in form
        else list(had.get(reason, ()))
        for reason in Reason
    }
    return {reason: skills for reason, skills in typed.items() if skills}


def _routing(had: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Return the rules of routing; those that are as they ship are written only if they were."""
    defaults = RoutingRules().model_dump()
    numbers = {
        name: _number(form.get(f"routing.{name}", str(defaults[name]))) for name in ROUTING_SECONDS
    }
    typed: dict[str, Any] = {n: "" if one is None else one for n, one in numbers.items()}
    typed["prefer_last_agent"] = bool(form.get("routing.prefer_last_agent"))
    return {name: value for name, value in typed.items() if name in had or value != defaults[name]}


def _number(text: str) -> int | str | None:
    text = text.strip()
    return int(text) if text.isdecimal() else text or None


def _field(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _spelt(values: Sequence[object] | None) -> str:
    return ", ".join(map(str, values or ()))


def _words(text: str) -> list[str]:
    return [one.replace(" ", "") for one in text.split(",") if one.strip()]

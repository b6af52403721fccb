"""Show opening hours as a form, which writes the desk's rules: the text that a file could be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.rule_text_form import RuleTextForm
from assistant.console.settings.setting_texts import say
from assistant.console.settings.settings_pages import version_of
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import DAYS, DEFAULT, DeskRules
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.kit.settings.settings import Settings

PAGE = "/console/hours"
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_TEAMS))]


def routes(console: Console, changes: SettingsChanges) -> APIRouter:
    """Return the routes of the page and of its form."""
    form = RuleTextForm(
        console=console,
        changes=changes,
        name="hours",
        path=PAGE,
        setting="helpdesk.rule_text",
        file="helpdesk.file",
    )
    page = _HoursPage(form)
    return page_router(("GET", PAGE, page.show), ("POST", PAGE, page.keep))


@dataclass(frozen=True, slots=True)
class _HoursPage:
    form: RuleTextForm

    async def show(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def keep(self, request: Request, who: _Editor) -> Response:
        """Write the rules with the hours of the form; teams, skills and routing stay."""
        sent, language = await form_of(request), language_of(request)
        version = version_of(sent)
        given = read_text(await self.form.changes.read_at(version))
        fields = fields_of_rules(given)
        typed = {name: sent.get(name, "") for name in fields if sent.get(name, "") != fields[name]}
        show, rules = partial(self._page, request, who, typed), filled(given, sent)
        try:
            DeskRules.model_validate(rules)
        except ValidationError as error:
            return await show(dict(_errors(error, language)), status=422)
        text = yaml.safe_dump(rules, sort_keys=False, allow_unicode=True)
        return await self.form.keep(request, who, show, text=text, version=version)

    async def _page(
        self,
        request: Request,
        who: _Editor,
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        status: int = 200,
    ) -> Response:
        settings = await self.form.changes.live.read()
        rules = read_text(settings)
        return await self.form.show(
            request,
            who,
            settings,
            errors,
            status=status,
            given={**fields_of_rules(rules), **typed},
            rule_teams=list(rules.get("teams", {})),
            days=DAYS,
        )


def read_text(settings: Settings) -> dict[str, Any]:
    """Return the desk's rules as they are written; the default ones where none are."""
    file = settings.helpdesk.file
    text = settings.helpdesk.rule_text if file is None else file.read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text or DEFAULT.read_text(encoding="utf-8"))
    return read


def fields_of_rules(rules: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of the form for written rules."""
    holidays, deadlines = rules.get("holidays") or {}, rules.get("deadlines") or {}
    fields = {
        "timezone": str(rules.get("timezone", "Europe/Paris")),
        "french": "1" if holidays.get("french") else "",
        "dates": ", ".join(map(str, holidays.get("dates") or ())),
        "every_year": ", ".join(map(str, holidays.get("every_year") or ())),
    }
    for name in ("first_reply_minutes", "next_reply_minutes"):
        fields[name] = "" if deadlines.get(name) is None else str(deadlines[name])
    for team, about in (rules.get("teams") or {}).items():
        for day in DAYS:
            spans = (about.get("hours") or {}).get(day) or ()
            fields[f"{team}.{day}"] = ", ".join(map(str, spans))
    return fields


def filled(rules: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Return written rules with the fields of the form in them."""
    deadlines: dict[str, Any] = dict(rules.get("deadlines") or {})
    for name in ("first_reply_minutes", "next_reply_minutes"):
        text = form.get(name, "").strip()
        deadlines[name] = int(text) if text.isdecimal() else text or None
    teams = {
        team: {
            **about,
            "hours": {
                day: spans for day in DAYS if (spans := _words(form.get(f"{team}.{day}", "")))
            },
        }
        for team, about in (rules.get("teams") or {}).items()
    }
    holidays = {
        **(rules.get("holidays") or {}),
        "french": bool(form.get("french")),
        "dates": _words(form.get("dates", "")),
        "every_year": _words(form.get("every_year", "")),
    }
    zone = form.get("timezone", "").strip()
    changed = {"holidays": holidays, "teams": teams, "deadlines": deadlines}
    return {**rules, "timezone": zone, **changed}


def _words(text: str) -> list[str]:
    return [one.replace(" ", "") for one in text.split(",") if one.strip()]


def _errors(error: ValidationError, language: Language) -> Iterable[tuple[str, str]]:
    """Yield each field with its error, in the reader's language."""
    for one in error.errors():
        loc = [str(part) for part in one["loc"]]
        match loc:
            case ["teams", team, "hours", day, *_]:
                yield f"{team}.{day}", say("hours.wrong_spans", language)
            case ["timezone", *_]:
                yield "timezone", say("hours.wrong_zone", language)
            case ["holidays", ("dates" | "every_year") as name, *_]:
                yield name, say(f"hours.wrong_{name}", language)
            case ["deadlines", name, *_]:
                yield name, say("hours.wrong_minutes", language)
            case _:
                yield "", say("error.rules", language, why=f"{'.'.join(loc)}: {one['msg']}")

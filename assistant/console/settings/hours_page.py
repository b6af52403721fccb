"""Show opening hours as a form, which writes the desk's rules: the text that a file could be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.settings.setting_templates import settings_templates
from assistant.console.settings.setting_texts import say
from assistant.console.settings.settings_pages import Editor, errors_of, form_of, version_of
from assistant.console.shell.page_response import language_of
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import DAYS, DEFAULT, DeskRules
from assistant.desk.staff.settings_changes import SettingsChanges, UnworkableSettingsError
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError

PAGE = "/console/hours"
_RULES = "helpdesk.rule_text"


def routes(console: Console, changes: SettingsChanges) -> APIRouter:
    """Return the routes of the page and of its form."""
    router = APIRouter(include_in_schema=False)
    page = _HoursPage(console, changes)
    router.add_api_route(PAGE, page.show, methods=["GET"])
    router.add_api_route(PAGE, page.keep, methods=["POST"])
    return router


@dataclass(frozen=True, slots=True)
class _HoursPage:
    console: Console
    changes: SettingsChanges

    async def show(self, request: Request, who: Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def keep(self, request: Request, who: Editor) -> Response:
        """Write the rules with the hours of the form; teams, skills and routing stay."""
        form, language = await form_of(request), language_of(request)
        version = version_of(form)
        given = read_text(await self.changes.read_at(version))
        fields = fields_of_rules(given)
        typed = {name: form.get(name, "") for name in fields if form.get(name, "") != fields[name]}
        show, rules = partial(self._page, request, who, typed), filled(given, form)
        try:
            DeskRules.model_validate(rules)
        except ValidationError as error:
            return await show(dict(_errors(error, language)), status=422)
        text = yaml.safe_dump(rules, sort_keys=False, allow_unicode=True)
        try:
            await self.changes.change(
                {_RULES: text}, expected_version=version, by=who.agent.agent_id
            )
        except (ValidationError, UnworkableSettingsError) as error:
            return await show(errors_of(error, language), status=422)
        except SettingsConflictError:
            return await show({"": say("page.overtaken", language)}, status=409)
        return RedirectResponse(f"{PAGE}?said=saved", status_code=303)

    async def _page(
        self,
        request: Request,
        who: Editor,
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        status: int = 200,
    ) -> Response:
        language = language_of(request)
        stored = await self.changes.current()
        settings = await self.changes.live.read()
        servers = {"helpdesk.file", _RULES} & self.changes.servers
        html = settings_templates(self.console).beside(
            "hours.html",
            await make_chrome(self.console, request, who),
            title=say("hours.title", language),
            say=lambda name, /, **values: say(name, language, **values),
            given={**fields_of_rules(read_text(settings)), **typed},
            rule_teams=list(read_text(settings).get("teams", {})),
            days=DAYS,
            version=stored.version if stored else 0,
            errors=errors,
            file=settings.helpdesk.file or ("COMPTOIR_HELPDESK__RULE_TEXT" if servers else ""),
            said=say("page.saved", language) if "said" in request.query_params else "",
        )
        return send(html, status)


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

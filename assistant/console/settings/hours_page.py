"""Show opening hours as a form, which writes the desk's rules: the text that a file could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.hours_form import NEW, check, fields_of_rules, filled, named
from assistant.console.settings.rule_text_form import RuleTextForm
from assistant.console.settings.settings_pages import version_of
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.ids import TeamId
from assistant.desk.handoff.desk_rules import DAYS, DEFAULT
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.desk.staff.staff_management import StaffManagement
from assistant.kit.settings.settings import Settings

PAGE = "/console/hours"
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_TEAMS))]


def routes(console: Console, changes: SettingsChanges, staff: StaffManagement) -> APIRouter:
    """Return the routes of the page and of its form."""
    form = RuleTextForm(
        console=console,
        changes=changes,
        name="hours",
        path=PAGE,
        setting="helpdesk.rule_text",
        file="helpdesk.file",
    )
    page = _HoursPage(form, staff)
    return page_router(("GET", PAGE, page.show), ("POST", PAGE, page.keep))


@dataclass(frozen=True, slots=True)
class _HoursPage:
    form: RuleTextForm
    staff: StaffManagement

    async def show(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def keep(self, request: Request, who: _Editor) -> Response:
        """Write the rules with the teams and hours of the form; skills and routing stay."""
        sent, language = await form_of(request), language_of(request)
        version = version_of(sent)
        given = read_text(await self.form.changes.read_at(version))
        fields = fields_of_rules(given)
        typed = {name: sent.get(name, "") for name in fields if sent.get(name, "") != fields[name]}
        show, rules = partial(self._page, request, who, typed), filled(given, sent)
        if errors := check(rules, given, sent, language):
            return await show(errors, status=422)
        text = yaml.safe_dump(rules, sort_keys=False, allow_unicode=True)
        then = partial(self._rename, named(given, sent), by=who.agent.agent_id)
        return await self.form.keep(request, who, show, text=text, version=version, then=then)

    async def _rename(self, names: Mapping[str, str], *, by: str) -> None:
        """Let the agents of a team go along with its new name."""
        for team, name in names.items():
            if name != team != NEW:
                await self.staff.rename_team(TeamId(team), TeamId(name), by=by)

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
            new=NEW,
        )


def read_text(settings: Settings) -> dict[str, Any]:
    """Return the desk's rules as they are written; the default ones where none are."""
    file = settings.helpdesk.file
    text = settings.helpdesk.rule_text if file is None else file.read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text or DEFAULT.read_text(encoding="utf-8"))
    return read

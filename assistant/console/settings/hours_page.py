"""Show opening hours as a form, which writes the desk's rules: the text that a file could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.hours_form import (
    ROUTING_SECONDS,
    SHARED,
    check,
    fields_of_rules,
    filled,
    teams_of_rules,
)
from assistant.console.settings.rule_text_form import RuleTextForm
from assistant.console.settings.settings_pages import version_of
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.event_base import Reason
from assistant.desk.handoff.desk_rules import DAYS
from assistant.desk.handoff.written_teams import read_written, write_rules
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges

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
        """Write the rules of the form, unless one of them does not fit."""
        sent = await form_of(request)
        version = version_of(sent)
        given = read_written(await self.form.changes.read_at(version))
        fields = fields_of_rules(given)
        typed = {name: sent.get(name, "") for name in fields if sent.get(name, "") != fields[name]}
        show, rules = partial(self._page, request, who, typed), filled(given, sent)
        if errors := check(rules, given, language_of(request)):
            return await show(errors, status=422)
        text = write_rules(rules)
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
        rules = read_written(settings)
        colleagues = await self.form.console.reading.colleagues()
        return await self.form.show(
            request,
            who,
            settings,
            errors,
            status=status,
            given={**fields_of_rules(rules), **typed},
            rule_teams=teams_of_rules(rules),
            default=rules["default_team"],
            days=DAYS,
            shared=SHARED,
            reasons=list(Reason),
            seconds=ROUTING_SECONDS,
            known_skills=sorted(frozenset[str]().union(*(one.skills for one in colleagues))),
        )

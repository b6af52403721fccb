"""Show opening hours as a form, which writes the desk's rules: the text that a file could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Protocol

import yaml
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
from assistant.console.settings.rule_proposals import FORM_OF
from assistant.console.settings.rule_text_form import RuleTextForm, ShowErrors
from assistant.console.settings.settings_pages import version_of
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.event_base import Reason
from assistant.desk.handoff.desk_rules import DAYS
from assistant.desk.handoff.written_teams import WrittenRules, read_written, write_rules
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.kit.settings.settings import Settings

PAGE = "/console/hours"
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_TEAMS))]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]


def routes(console: Console, changes: SettingsChanges, steps: ChangeSteps) -> APIRouter:
    """Return the routes of the page and of its form, which sets hours or proposes them."""
    form = RuleTextForm(
        console=console,
        changes=changes,
        steps=steps,
        name="hours",
        path=PAGE,
        kind=ChangeKind.HOURS,
    )
    page = _HoursPage(form)
    return page_router(
        ("GET", PAGE, page.show),
        ("POST", PAGE, page.keep),
        ("GET", FORM_OF[ChangeKind.HOURS], page.show_proposal),
        ("POST", FORM_OF[ChangeKind.HOURS], page.propose),
    )


class _Sends(Protocol):
    """Set rules, or propose them."""

    async def __call__(
        self, request: Request, who: SignedIn, show: ShowErrors, *, text: str, version: int
    ) -> Response:
        """Return the next page."""
        ...


@dataclass(frozen=True, slots=True)
class _HoursPage:
    form: RuleTextForm

    async def show(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def show_proposal(self, request: Request, who: _Reader) -> Response:
        """Show the form that proposes hours, or has those of a proposal."""
        return await self._page(request, who, {}, {})

    async def keep(self, request: Request, who: _Editor) -> Response:
        """Set the rules of the form, unless one of them does not fit."""
        return await self._send(request, who, self.form.keep)

    async def propose(self, request: Request, who: _Reader) -> Response:
        """Make a proposal of the rules of the form, unless one of them does not fit."""
        return await self._send(request, who, self.form.propose)

    async def _send(self, request: Request, who: SignedIn, do: "_Sends") -> Response:
        sent = await form_of(request)
        version = version_of(sent)
        given = await self._given(request, await self.form.changes.read_at(version))
        fields = fields_of_rules(given)
        typed = {name: sent.get(name, "") for name in fields if sent.get(name, "") != fields[name]}
        show, rules = partial(self._page, request, who, typed), filled(given, sent)
        if errors := check(rules, given, language_of(request)):
            return await show(errors, status=422)
        return await do(request, who, show, text=write_rules(rules), version=version)

    async def _given(self, request: Request, settings: Settings) -> WrittenRules:
        """Return the rules that the form has: those of a proposal, or those of the settings."""
        edited = await self.form.proposals.edited(request)
        if edited is None:
            return read_written(settings)
        rules: WrittenRules = yaml.safe_load(edited.change.content)
        return rules

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
        rules = await self._given(request, settings)
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

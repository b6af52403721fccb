"""Show the rules of orders as a form, which writes the text that a file could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import yaml
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import Console
from assistant.console.settings.order_rules_form import fields_of, mistakes, parts_of, written
from assistant.console.settings.rule_proposals import FORM_OF, IMPROVE, ProposalRefusedError
from assistant.console.settings.rule_text_form import RuleTextForm, ShowErrors
from assistant.console.settings.settings_pages import version_of
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.rules.rule_values import RulePath, changed_rules
from assistant.operations.shop_rules import load_rules

PAGE = "/console/order-rules"
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_ORDER_RULES))]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_INSIGHTS))]


def routes(console: Console, changes: SettingsChanges, steps: ChangeSteps) -> APIRouter:
    """Return the routes of the page and of its form, which sets rules or proposes them."""
    form = RuleTextForm(
        console=console,
        changes=changes,
        steps=steps,
        name="order_rules",
        path=PAGE,
        kind=ChangeKind.ORDER_RULES,
    )
    page = _OrderRulesPage(form)
    return page_router(
        ("GET", PAGE, page.show),
        ("POST", PAGE, page.keep),
        ("GET", FORM_OF[ChangeKind.ORDER_RULES], page.show_proposal),
        ("POST", FORM_OF[ChangeKind.ORDER_RULES], page.propose),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _SentRules:
    """Hold the rules of a form that was sent."""

    version: int  # of the settings that the form was made of
    text: str
    wrong: Mapping[str, str]  # the error of each field
    is_same: bool  # as they were
    show: ShowErrors  # the form again


@dataclass(frozen=True, slots=True)
class _OrderRulesPage:
    form: RuleTextForm

    async def show(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def show_proposal(self, request: Request, who: _Reader) -> Response:
        """Show the form that proposes rules, or has those of a proposal."""
        edited = await self.form.proposals.edited(request)
        fields = fields_of(load_rules(edited.change.content)) if edited else {}
        return await self._page(request, who, fields, {})

    async def keep(self, request: Request, who: _Editor) -> Response:
        """Set the rules of the form, unless one of them does not fit.

        Those that let more happen are proposed, as a second person has to approve them.
        """
        sent = await self._sent(request, who)
        if sent.wrong:
            return await sent.show(sent.wrong, status=422)
        if sent.is_same:
            return RedirectResponse(f"{PAGE}?said=same", status_code=303)
        newest = await self.form.changes.current()
        text, beside = sent.text, None
        if sent.version == (newest.version if newest else 0):  # none is proposed of what moved on
            before = (await self.form.changes.live.read()).shop.rule_text
            try:
                diverted = await self.form.proposals.divert(request, who, text, before=before)
            except ProposalRefusedError as error:
                return await sent.show({"": str(error)}, status=error.status)
            if diverted:
                text, beside = diverted
            if beside and load_rules(text) == load_rules(before):  # nothing else was changed
                is_mine = who.agent.agent_id in beside.approvers
                said = "approved" if is_mine else "proposed_before"
                return RedirectResponse(
                    f"{IMPROVE}/{beside.change_id}?said={said}", status_code=303
                )
        return await self.form.keep(
            request, who, sent.show, text=text, version=sent.version, beside=beside
        )

    async def propose(self, request: Request, who: _Reader) -> Response:
        """Make a proposal of the rules of the form, unless one of them does not fit."""
        sent = await self._sent(request, who)
        if sent.wrong:
            return await sent.show(sent.wrong, status=422)
        return await self.form.propose(
            request, who, sent.show, text=sent.text, version=sent.version
        )

    async def _sent(self, request: Request, who: SignedIn) -> "_SentRules":
        sent = await form_of(request)
        version = version_of(sent)
        before = fields_of(load_rules((await self.form.changes.read_at(version)).shop.rule_source))
        typed = {name: sent.get(name, "") for name in {*before, *sent}}
        mine = {name: text for name, text in typed.items() if text != before.get(name, "")}
        return _SentRules(
            version=version,
            text=yaml.safe_dump(written(typed), sort_keys=False, allow_unicode=True),
            wrong=mistakes(typed, language_of(request)),
            is_same=written(typed) == written(before),
            show=partial(self._page, request, who, mine),
        )

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
        fields = {**fields_of(load_rules(settings.shop.rule_source)), **typed}
        parts, edited = parts_of(fields), await self.form.proposals.edited(request)
        return await self.form.show(
            request,
            who,
            settings,
            errors,
            status=status,
            parts=parts,
            given=fields,
            touched=_touched(edited) if edited else (),
        )


def _touched(change: ChangeSet) -> frozenset[str]:
    """Return the parts of the form that have the rules of a proposal."""
    changed = changed_rules(change.kind, change.before, change.change.content)
    paths = [one.path for one in changed] or [tuple(change.about.split("."))]
    return frozenset(".".join(path[: _depth(path)]) for path in paths)


def _depth(path: RulePath) -> int:
    """Return how many steps of a path name its part; the rest is the rule."""
    return path.index("reasons") if "reasons" in path else len(path) - 1

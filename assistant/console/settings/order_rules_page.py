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
from assistant.console.settings.rule_text_form import RuleTextForm
from assistant.console.settings.settings_pages import version_of
from assistant.console.shell.access import SignedIn, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.operations.shop_rules import load_rules

PAGE = "/console/order-rules"
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_ORDER_RULES))]


def routes(console: Console, changes: SettingsChanges) -> APIRouter:
    """Return the routes of the page and of its form."""
    form = RuleTextForm(
        console=console,
        changes=changes,
        name="order_rules",
        path=PAGE,
        setting="shop.rule_text",
        file="shop.rules",
    )
    page = _OrderRulesPage(form)
    return page_router(("GET", PAGE, page.show), ("POST", PAGE, page.keep))


@dataclass(frozen=True, slots=True)
class _OrderRulesPage:
    form: RuleTextForm

    async def show(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def keep(self, request: Request, who: _Editor) -> Response:
        """Write the rules of the form, unless one of them does not fit."""
        sent, language = await form_of(request), language_of(request)
        version = version_of(sent)
        before = fields_of(load_rules((await self.form.changes.read_at(version)).shop.rule_source))
        typed = {name: sent.get(name, "") for name in {*before, *sent}}
        mine = {name: text for name, text in typed.items() if text != before.get(name, "")}
        show = partial(self._page, request, who, mine)
        if wrong := mistakes(typed, language):
            return await show(wrong, status=422)
        if written(typed) == written(before):
            return RedirectResponse(f"{PAGE}?said=same", status_code=303)
        text = yaml.safe_dump(written(typed), sort_keys=False, allow_unicode=True)
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
        fields = {**fields_of(load_rules(settings.shop.rule_source)), **typed}
        parts = parts_of(fields)
        return await self.form.show(
            request, who, settings, errors, status=status, parts=parts, given=fields
        )

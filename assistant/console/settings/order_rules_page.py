"""Show the rules of orders as a form, which writes the text that a file could be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from assistant.console.conversations.console_parts import Console, make_chrome, send
from assistant.console.settings.order_rules_form import fields_of, mistakes, parts_of, written
from assistant.console.settings.setting_templates import settings_templates
from assistant.console.settings.setting_texts import say
from assistant.console.settings.settings_pages import Editor, errors_of, form_of, version_of
from assistant.console.shell.page_response import language_of
from assistant.desk.staff.settings_changes import SettingsChanges, UnworkableSettingsError
from assistant.kit.settings.settings_book import SettingsConflictError
from assistant.operations.shop_rules import load_rules

PAGE = "/console/order-rules"
_RULES = "shop.rule_text"


def routes(console: Console, changes: SettingsChanges) -> APIRouter:
    """Return the routes of the page and of its form."""
    router = APIRouter(include_in_schema=False)
    page = _OrderRulesPage(console, changes)
    router.add_api_route(PAGE, page.show, methods=["GET"])
    router.add_api_route(PAGE, page.keep, methods=["POST"])
    return router


@dataclass(frozen=True, slots=True)
class _OrderRulesPage:
    console: Console
    changes: SettingsChanges

    async def show(self, request: Request, who: Editor) -> Response:
        return await self._page(request, who, {}, {})

    async def keep(self, request: Request, who: Editor) -> Response:
        """Write the rules of the form, unless one of them does not fit."""
        form, language = await form_of(request), language_of(request)
        version = version_of(form)
        before = fields_of(load_rules((await self.changes.read_at(version)).shop.rule_source))
        typed = {name: form.get(name, "") for name in {*before, *form}}
        mine = {name: text for name, text in typed.items() if text != before.get(name, "")}
        show = partial(self._page, request, who, mine)
        if wrong := mistakes(typed, language):
            return await show(wrong, status=422)
        if written(typed) == written(before):
            return RedirectResponse(f"{PAGE}?said=same", status_code=303)
        text = yaml.safe_dump(written(typed), sort_keys=False, allow_unicode=True)
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
        servers = {"shop.rules", _RULES} & self.changes.servers
        fields = {**fields_of(load_rules(settings.shop.rule_source)), **typed}
        said = request.query_params.get("said", "")
        html = settings_templates(self.console).beside(
            "order_rules.html",
            await make_chrome(self.console, request, who),
            title=say("order_rules.title", language),
            say=lambda name, /, **values: say(name, language, **values),
            parts=parts_of(fields),
            given=fields,
            version=stored.version if stored else 0,
            errors=errors,
            file=settings.shop.rules or ("COMPTOIR_SHOP__RULE_TEXT" if servers else ""),
            said=say(f"page.{said}", language) if said in {"saved", "same"} else "",
        )
        return send(html, status)

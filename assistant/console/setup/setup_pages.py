"""Show the list of steps, and the steps of the shop, of people and of the chat's looks."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.settings.setting_groups import fields_of, read_fields, show_fields
from assistant.console.settings.settings_pages import Editor
from assistant.console.settings.shop_lines import settings_replaced, shop_lines
from assistant.console.setup.reason_words import say_reason
from assistant.console.setup.setup_checklist import SetupStep
from assistant.console.setup.setup_site import STEPS, PageUnreachableError, SetupSite
from assistant.console.setup.setup_texts import say
from assistant.console.shell.page_response import NO_STORE, language_of
from assistant.console.shell.page_router import page_router
from assistant.kit.settings.settings import Settings

_CHECKS = {
    "name": (r".*\S.*", "shop.no_name"),
    "url": (r"(https?://[^\s?#@]+)?", "shop.wrong_url"),
    "currency": (r"([A-Z]{3})?", "shop.wrong_currency"),
    "country": (r"([A-Z]{2})?", "shop.wrong_country"),
}
_LOOKS = frozenset(
    f"webchat.{one}" for one in ("color", "scheme", "side", "suggestions", "privacy_url")
)
_SCRIPT = re.compile(r"<script[^>]+src=[\"']([^\"']*/webchat/widget\.js)", re.IGNORECASE)
_PREVIEW_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; font-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)


def routes(site: SetupSite) -> APIRouter:
    """Return the routes of these steps."""
    steps = _Steps(site)
    return page_router(
        ("GET", STEPS, steps.all),
        ("GET", f"{STEPS}/preview", steps.preview),
        ("GET", f"{STEPS}/shop", steps.shop),
        ("POST", f"{STEPS}/shop", steps.keep_shop),
        ("GET", f"{STEPS}/widget", steps.widget),
        ("POST", f"{STEPS}/widget", steps.keep_widget),
        ("GET", f"{STEPS}/people", steps.people),
        ("POST", f"{STEPS}/people", steps.keep_people),
        ("GET", f"{STEPS}/tag", steps.tag),
        ("POST", f"{STEPS}/tag", steps.go_live),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    site: SetupSite

    async def all(self, request: Request, who: Editor) -> Response:
        return await self.site.page(request, who, "setup.html", None)

    async def shop(self, request: Request, who: Editor) -> Response:
        settings = await self.site.changes.live.read()
        return await self._shop(request, who, shop_lines(settings), {})

    async def keep_shop(self, request: Request, who: Editor) -> Response:
        """Write the shop's profile; its other lines stay."""
        form, language = await form_of(request), language_of(request)
        errors: Mapping[str, str] = {
            name: say(text, language)
            for name, (pattern, text) in _CHECKS.items()
            if not re.fullmatch(pattern, form.get(name, "").strip())
        }
        given = shop_lines(await self.site.given(form))
        written = _written(given, form)

        def asked(settings: Settings) -> Mapping[str, str]:
            profile = _merged(shop_lines(settings), given, written)
            text = yaml.safe_dump(profile, sort_keys=False, allow_unicode=True)
            servers = self.site.changes.servers
            return {"shop.profile": text, **settings_replaced(settings, servers)}

        refuse = partial(self._shop, request, who, written, status=422)
        if errors:
            return await refuse(errors)
        return await self.site.put(who, asked, request, refuse) or _on(SetupStep.SOURCES)

    async def widget(self, request: Request, who: Editor) -> Response:
        return await self._widget(request, who)

    async def keep_widget(self, request: Request, who: Editor) -> Response:
        form = await form_of(request)
        others = {one.name for one in fields_of("widget")} - _LOOKS
        servers = self.site.changes.servers | others
        asked = read_fields("widget", form, await self.site.given(form), servers)
        refuse = partial(self._widget, request, who, form, status=422)
        if answer := await self.site.put(who, lambda _: asked, request, refuse):
            return answer
        await asyncio.to_thread(self.site.marks.add, "look", "kept")
        return _on(SetupStep.PEOPLE)

    async def people(self, request: Request, who: Editor) -> Response:
        return await self._people(request, who)

    async def keep_people(self, request: Request, who: Editor) -> Response:
        form = await form_of(request)
        given = (await self.site.given(form)).helpdesk.kind
        kind = form.get("helpdesk.kind", given)
        is_same = kind == given
        asked = {} if is_same else {"helpdesk.kind": kind}
        refuse = partial(self._people, request, who, form, status=422)
        put = await self.site.put(who, lambda _: asked, request, refuse)
        return put or _on(SetupStep.TAG)

    async def tag(self, request: Request, who: Editor) -> Response:
        return await self._tag(request, who)

    async def go_live(self, request: Request, who: Editor) -> Response:
        """Let the shop's pages hold the chat, look for the tag on one, or take it as said."""
        form, language = await form_of(request), language_of(request)
        if form.get("do") == "said":
            await asyncio.to_thread(self.site.marks.add, "tag", "said")
            return RedirectResponse(STEPS, status_code=303)
        where = form.get("where", "").strip()
        origin = _origin(where)
        if not origin:
            wrong = say("tag.no_address", language)
            return await self._tag(request, who, where=where, wrong=wrong, status=422)
        if form.get("do") == "check":
            return await self._look(request, who, where)

        def asked(settings: Settings) -> Mapping[str, str]:
            origins = dict.fromkeys((*settings.webchat.origins, origin))
            return {"webchat.origins": ",".join(origins)}

        async def refuse(errors: Mapping[str, str]) -> Response:
            wrong = " ".join(errors.values())
            return await self._tag(request, who, where=where, wrong=wrong, status=422)

        put = await self.site.put(who, asked, request, refuse)
        return put or await self._look(request, who, where)

    async def preview(self, request: Request, _who: Editor) -> Response:
        """Return a page with the chat in the looks of the query, saved or not."""
        given = request.query_params
        language = language_of(request)
        looks = {
            name: given[name][:300] for name in ("scheme", "side", "suggestions") if given.get(name)
        }
        colour = given.get("color", "")
        html = _preview(
            title=say("preview.title", language),
            language=language,
            looks=looks,
            colour=colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else "",
            back=say("steps.all", language) if "whole" in given else "",  # else it is in a frame
        )
        return HTMLResponse(html, headers={**NO_STORE, "Content-Security-Policy": _PREVIEW_POLICY})

    async def _shop(
        self,
        request: Request,
        who: Editor,
        profile: Mapping[str, Any],
        errors: Mapping[str, str],
        *,
        status: int = 200,
    ) -> Response:
        settings = await self.site.changes.live.read()
        return await self.site.page(
            request,
            who,
            "setup_shop.html",
            SetupStep.SHOP,
            status=status,
            profile=profile,
            contact=profile.get("contact") or {},
            languages=[str(one) for one in profile.get("languages") or ("fr", "en")],
            errors=errors,
            file=settings.shop.file,
            by_server=self.site.changes.servers,
        )

    async def _widget(
        self,
        request: Request,
        who: Editor,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        status: int = 200,
    ) -> Response:
        settings = await self.site.changes.live.read()
        fields = show_fields(
            "widget",
            settings,
            language_of(request),
            servers=self.site.changes.servers,
            stored=await self.site.changes.current(),
            typed=typed or {},
            errors=errors or {},
        )
        response = await self.site.page(
            request,
            who,
            "setup_widget.html",
            SetupStep.WIDGET,
            status=status,
            fields=[one for one in fields if one.field.name in _LOOKS],
        )
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
        return response

    async def _people(
        self,
        request: Request,
        who: Editor,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        status: int = 200,
    ) -> Response:
        settings = await self.site.changes.live.read()
        fields = show_fields(
            "desk",
            settings,
            language_of(request),
            servers=self.site.changes.servers,
            stored=None,
            typed=typed or {},
            errors=errors or {},
        )
        return await self.site.page(
            request,
            who,
            "setup_people.html",
            SetupStep.PEOPLE,
            status=status,
            fields=[one for one in fields if one.field.name == "helpdesk.kind"],
            missing=[one for one in fields if one.error and one.field.name != "helpdesk.kind"],
        )

    async def _look(self, request: Request, who: Editor, where: str) -> Response:
        """Look whether the tag is on a page."""
        settings, language = await self.site.changes.live.read(), language_of(request)
        try:
            text = await asyncio.to_thread(self.site.fetch, settings, where)
        except PageUnreachableError as error:
            why, _ = say_reason(str(error), language)
            wrong = say("tag.unreachable", language, page=where, why=why)
            return await self._tag(request, who, where=where, wrong=wrong)
        hosts = list(filter(None, (_host(where, one) for one in _SCRIPT.findall(text))))
        here = urlsplit(_here(settings, request)).netloc.lower()
        if here not in hosts:
            name = "tag.foreign" if hosts else "tag.unseen"
            wrong = say(name, language, page=where, other=", ".join(hosts), here=here)
            return await self._tag(request, who, where=where, wrong=wrong)
        await asyncio.to_thread(self.site.marks.add, "tag", where)
        said = say("tag.seen", language, page=where)
        return await self._tag(request, who, where=where, said=said)

    async def _tag(
        self,
        request: Request,
        who: Editor,
        *,
        where: str = "",
        said: str = "",
        wrong: str = "",
        status: int = 200,
    ) -> Response:
        settings = await self.site.changes.live.read()
        here = _here(settings, request)
        shop_url = str(shop_lines(settings).get("url", ""))
        return await self.site.page(
            request,
            who,
            "setup_tag.html",
            SetupStep.TAG,
            status=status,
            line=f'<script src="{here}/webchat/widget.js" async></script>',
            where=where or shop_url,
            origins=settings.webchat.origins,
            said=said,
            wrong=wrong,
        )


def _origin(address: str) -> str:
    """Return the origin of a web address; "": it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_one = parts.scheme in {"http", "https"} and parts.netloc
    return f"{parts.scheme}://{parts.netloc}".lower() if is_one else ""


def _host(page: str, script: str) -> str:
    """Return the host of a script's address on a page; "": it is none."""
    try:
        return urlsplit(urljoin(page, script)).netloc.lower()
    except ValueError:
        return ""


def _here(settings: Settings, request: Request) -> str:
    """Return the address from which the tag takes the chat."""
    return settings.console.url or str(request.base_url).rstrip("/")


def _on(step: SetupStep) -> Response:
    return RedirectResponse(f"{STEPS}/{step}", status_code=303)


def _written(profile: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Return the profile with the fields of the form; its other lines stay."""
    first = form.get("first_language", "fr")
    spoken = [one for one in ("fr", "en") if form.get(f"speaks_{one}") or one == first]
    languages = sorted(spoken, key=lambda one: one != first)
    contact = dict(profile.get("contact") or {})
    contact |= {name: form.get(name, "").strip() for name in ("email", "phone")}
    texts = {name: form.get(name, "").strip() for name in ("name", "url", "currency", "country")}
    merged = {
        **profile,
        **texts,
        "languages": languages,
        "contact": {name: text for name, text in contact.items() if text},
    }
    return {name: value for name, value in merged.items() if value}


def _merged(
    newest: Mapping[str, Any], given: Mapping[str, Any], written: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the newest profile with the written lines that differ from those given."""
    names = [*newest, *(name for name in written if name not in newest)]
    merged = {
        name: (newest if written.get(name) == given.get(name) else written).get(name)
        for name in names
    }
    return {name: value for name, value in merged.items() if value}


def _preview(*, title: str, language: str, looks: Mapping[str, str], colour: str, back: str) -> str:
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in looks.items())
    way = f'<p><a href="{STEPS}">{escape(back)}</a></p>' if back else ""
    accent = f"comptoir-chat {{ --comptoir-accent: {colour}; }}" if colour else ""
    style = f"<style>:focus-visible {{ outline: 3px solid; }} {accent}</style>"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(title)}'
        f"</title>{style}<body><main><h1>{escape(title)}</h1>{way}</main>"
        f'<script src="/webchat/widget.js"{data} async></script></body></html>'
    )

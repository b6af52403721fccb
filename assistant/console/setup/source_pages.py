"""Show the step of sources: upload, read, and report."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.conversations.console_parts import send
from assistant.console.settings.setting_groups import show_fields
from assistant.console.settings.settings_pages import Editor
from assistant.console.setup.reading_part import render_reading
from assistant.console.setup.reason_words import say_reason
from assistant.console.setup.setup_checklist import SetupStep
from assistant.console.setup.setup_site import STEPS, SetupSite
from assistant.console.setup.setup_texts import say
from assistant.console.setup.shop_connection import (
    GROUP,
    KEYS,
    forget_keys,
    missing_keys,
    read_keys,
    system_name,
    tidy_form,
)
from assistant.console.setup.shop_sources import MOST_BYTES, SourceRefusedError
from assistant.console.setup.source_marks import EVERYTHING
from assistant.console.shell.access import DeniedError, SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.web_errors import ErrorCode, RefusedError

FILES = f"{STEPS}/files"
"""Where files are uploaded: larger bodies are taken there."""

_Manager = Annotated[SignedIn, Depends(require(Permission.MANAGE_SOURCES))]
MOST_AT_ONCE = 4 * MOST_BYTES


def routes(site: SetupSite) -> APIRouter:
    """Return the routes of the step."""
    pages = _SourcePages(site)
    return page_router(
        ("GET", f"{STEPS}/sources", pages.sources),
        ("POST", f"{STEPS}/sources", pages.change),
        ("POST", FILES, pages.upload),
        ("POST", f"{STEPS}/system", pages.connect),
        ("GET", f"{STEPS}/reading", pages.reading),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """Hold a form of keys that was not taken."""

    system: str
    form: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _SourcePages:
    site: SetupSite

    async def sources(self, request: Request, who: _Manager) -> Response:
        return await self._sources(request, who)

    async def upload(self, request: Request, who: _Manager) -> Response:
        """Keep files, and have all sources read."""
        form = await request.form()
        given = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
        try:
            for one in given:
                data = await one.read(MOST_BYTES + 1)
                kept = await asyncio.to_thread(self.site.sources.keep, one.filename or "", data)
                await self._note(request, who, "upload", kept.name)
        except SourceRefusedError as error:
            wrong = f"{one.filename}: {say(f'sources.{error}', language_of(request))}"
            return await self._sources(request, who, wrong=wrong, status=422)
        finally:
            await form.close()
        return await self._read()

    async def change(
        self,
        request: Request,
        who: _Manager,
        do: Annotated[Literal["address", "remove", "again", "disconnect"], Form()],
        what: Annotated[str, Form(max_length=400)] = "",
    ) -> Response:
        """Add an address, remove a source, disconnect the shop, or read everything again.

        Raises:
            DeniedError: the keys of the shop are for those who edit settings.
        """
        if do == "disconnect":
            if not who.may(Permission.EDIT_SETTINGS):
                raise DeniedError
            if answer := await self._disconnect(request, who):
                return answer
        await self._note(request, who, do, what.strip())
        try:
            if do == "address":
                await asyncio.to_thread(self.site.sources.add_address, what.strip())
                await asyncio.to_thread(self.site.marks_on_sources.want, [what.strip()])
            elif do == "remove":
                await asyncio.to_thread(self.site.sources.drop, what)
            elif do == "again":
                await asyncio.to_thread(self.site.marks_on_sources.want, [EVERYTHING])
        except SourceRefusedError:
            wrong = say("sources.no_address", language_of(request))
            return await self._sources(request, who, wrong=wrong, given=what, status=422)
        return await self._read()

    async def _disconnect(self, request: Request, who: Editor) -> Response | None:
        servers = self.site.changes.servers

        async def refuse(errors: Mapping[str, str]) -> Response:
            wrong = "\n".join(errors.values())
            return await self._sources(request, who, wrong=wrong, status=422)

        return await self.site.put(who, lambda now: forget_keys(now, servers), request, refuse)

    async def connect(self, request: Request, who: Editor) -> Response:
        """Keep the keys of a shop system, and have its products and pages read."""
        form, language = tidy_form(await form_of(request)), language_of(request)
        system = form.get("system", "")
        if system not in KEYS:
            raise RefusedError(ErrorCode.NOT_FOUND)
        given, servers = await self.site.given(form), self.site.changes.servers
        missing = missing_keys(system, form, given, servers)
        asked = read_keys(system, form, given, servers)

        async def refuse(errors: Mapping[str, str]) -> Response:
            typed = _Typed(system=system, form=form, errors=errors)
            return await self._sources(request, who, typed=typed, status=422)

        if missing:
            return await refuse(dict.fromkeys(missing, say("sources.no_key", language)))
        back = f"{STEPS}/sources"
        if answer := await self.site.put(who, lambda _: asked, request, refuse, back=back):
            return answer
        await self._note(request, who, "connect", system)
        system_file = self.site.sources.system_file(
            system_name(await self.site.changes.live.read())
        )
        await asyncio.to_thread(self.site.marks_on_sources.want, [str(system_file)])
        return await self._read()

    async def reading(self, request: Request, _who: _Manager) -> Response:
        """Return the report alone, as it grows."""
        report = await asyncio.to_thread(self.site.sources.report)
        return send(render_reading(report, language_of(request)))

    async def _note(self, request: Request, who: SignedIn, do: str, source: str = "") -> None:
        """Record a change of the sources."""
        detail = {"do": do, "source": source} if source else {"do": do}
        await access_of(request).note(who, Action.SOURCE_CHANGED, "", detail)

    async def _read(self) -> Response:
        if self.site.ask_reading is not None:
            await self.site.ask_reading()
        return RedirectResponse(f"{STEPS}/sources", status_code=303)

    async def _sources(
        self,
        request: Request,
        who: SignedIn,
        *,
        wrong: str = "",
        given: str = "",
        typed: _Typed | None = None,
        status: int = 200,
    ) -> Response:
        settings = await self.site.changes.live.read()
        fields = show_fields(
            GROUP,
            settings,
            language_of(request),
            servers=self.site.changes.servers,
            stored=await self.site.changes.current(),
            typed=typed.form if typed else {},
            errors=typed.errors if typed else {},
        )
        return await self.site.page(
            request,
            who,
            "setup_sources.html",
            SetupStep.SOURCES,
            status=status,
            say_reason=partial(say_reason, language=language_of(request)),
            report=await asyncio.to_thread(self.site.sources.report),
            files=[one.name for one in await asyncio.to_thread(self.site.sources.files)],
            addresses=await asyncio.to_thread(self.site.sources.addresses),
            reads=self.site.ask_reading is not None,
            system=system_name(settings),
            keys={
                system: [one for one in fields if one.field.name in names]
                for system, names in KEYS.items()
            },
            opened=typed.system if typed else settings.shop.system,
            held=typed.errors.get("shop.system", "") if typed else "",
            mb=MOST_BYTES // 2**20,
            wrong=wrong,
            given=given,
        )

"""Serve `/console/outreach/consents`: look at a file of consents, import it, and take it back."""

import asyncio
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any
from uuid import uuid4

from babel.numbers import format_decimal
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from assistant.console.conversations.console_parts import Console, PageFolder, send
from assistant.console.outreach.outreach_texts import say
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import NO_STORE, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.page_templates import environment
from assistant.console.shell.texts import LOCALES
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.kit.table_file import TableFileError
from assistant.kit.web.uploaded_body import SLACK_BYTES
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.outreach.consent_imports.consent_file import (
    MOST_BYTES,
    MOST_ROWS,
    decode_consents,
    write_template,
)
from assistant.outreach.consent_imports.import_file import MOST_FAULTS, FileState, ImportFile
from assistant.outreach.consent_imports.imported_consent import ImportState
from assistant.outreach.consent_imports.ports import ImportFiles

PAGE = "/console/outreach/consents"
BODIES = {PAGE: MOST_BYTES + SLACK_BYTES}
"""The paths that take larger bodies, with how many bytes."""

_TEMPLATES = FilePath(__file__).parent / "templates"
_PAGES = PageFolder(say, (_TEMPLATES,))
_PARTS = environment(_TEMPLATES)
_MOVES = {
    "import": (FileState.READ, FileState.IMPORTING),
    "discard": (FileState.READ, FileState.DISCARDED),
    "withdraw": (FileState.IMPORTED, FileState.WITHDRAWING),
}

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_STATISTICS))]
_Importer = Annotated[SignedIn, Depends(require(Permission.IMPORT_CONSENTS))]
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSite:
    """Hold the parts behind the pages."""

    console: Console
    files: ImportFiles


def routes(site: ConsentSite) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _ConsentPages(site)
    return page_router(
        ("GET", PAGE, pages.all),
        ("POST", PAGE, pages.upload),
        ("GET", f"{PAGE}.csv", pages.template),
        ("GET", f"{PAGE}/{{file_id}}", pages.show),
        ("GET", f"{PAGE}/{{file_id}}/progress", pages.progress),
        ("POST", f"{PAGE}/{{file_id}}/{{move}}", pages.move),
    )


@dataclass(frozen=True, slots=True)
class _ConsentPages:
    site: ConsentSite

    async def all(self, request: Request, who: _Reader) -> Response:
        """Show every file with its counts."""
        return await self._all(request, who)

    async def template(self, _who: _Reader) -> Response:
        """Hand out a file to fill in."""
        headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="consents.csv"'}
        return Response(write_template(), media_type="text/csv; charset=utf-8", headers=headers)

    async def upload(self, request: Request, who: _Importer) -> Response:
        """Take in a file for a first look; nothing of it counts yet."""
        known = await self.site.files.all()
        if any(one.state in {FileState.READING, FileState.READ} for one in known):
            return await self._all(request, who, fault="open")
        form = await request.form()
        try:
            given = form.get("file")
            data = await given.read(MOST_BYTES + 1) if isinstance(given, UploadFile) else b""
            text = await asyncio.to_thread(decode_consents, data)
        except TableFileError as error:
            return await self._all(request, who, fault=error.word)
        finally:
            await form.close()
        file = ImportFile(
            file_id=uuid4().hex,
            state=FileState.READING,
            at=self.site.console.clock.now(),
            by=who.agent.agent_id,
            lines=len(text.splitlines()),
        )
        await self.site.files.add(file, text.encode())
        return await self._moved(request, who, file, "upload")

    async def show(self, request: Request, who: _Reader, file_id: _Id) -> Response:
        """Show how far a file is, its counts, and its bad rows."""
        file, language = await self._file(file_id), language_of(request)
        return await self._page(
            request,
            who,
            "outreach_consent_file.html",
            title=say("consents.file", language),
            here=PAGE,
            names=await self.site.console.reading.names(),
            most_faults=MOST_FAULTS,
            **await self._how_far(request, file),
        )

    async def progress(self, request: Request, _who: _Reader, file_id: _Id) -> HTMLResponse:
        """Return the progress alone, as it grows; a file that was discarded has none."""
        language, file = language_of(request), await self._file(file_id)
        html = _PARTS.get_template("consent_progress.html").render(
            say=lambda name, /, **words: say(name, language, **words),
            **await self._how_far(request, file),
        )
        return send(html)

    async def move(self, request: Request, who: _Importer, file_id: _Id, move: str) -> Response:
        """Import a file that was read, discard it, or take an imported one back."""
        if move not in _MOVES:
            raise RefusedError(ErrorCode.NOT_FOUND)
        file = await self._file(file_id)
        if await self.site.files.move(file_id, *_MOVES[move]):
            return await self._moved(request, who, file, move)
        return RedirectResponse(f"{PAGE}/{file_id}", status_code=303)  # somebody was quicker

    async def _moved(self, request: Request, who: SignedIn, file: ImportFile, do: str) -> Response:
        counts = {"new": str(file.good), "bad": str(file.bad)} if do == "import" else {}
        await access_of(request).note(
            who, Action.CONSENTS_IMPORTED, file.file_id, {"do": do, **counts}
        )
        there = PAGE if do == "discard" else f"{PAGE}/{file.file_id}"
        return RedirectResponse(there, status_code=303)

    async def _file(self, file_id: str) -> ImportFile:
        file = await self.site.files.get(file_id)
        if file is None or file.state is FileState.DISCARDED:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return file

    async def _how_far(self, request: Request, file: ImportFile) -> dict[str, Any]:
        """Return a file with its counts, and its progress: a part of a whole, or None."""
        counts = (await self.site.files.counts()).get(file.file_id, {})
        done, whole = 0, 0
        if file.state is FileState.READING:
            done, whole = file.rows, max(1, file.lines - 1)
        elif file.state is FileState.IMPORTING:
            done, whole = file.good - counts.get(ImportState.READ, 0), max(1, file.good)
        elif file.state is FileState.WITHDRAWING:
            done, whole = counts.get(ImportState.WITHDRAWN, 0), max(1, file.good)
        elif file.state is FileState.IMPORTED and (left := await self._at_hand(file)):
            done = counts.get(ImportState.TAKEN, 0) + counts.get(ImportState.STOPPED, 0)
            whole = done + left
        return {
            "file": file,
            "counts": counts,
            "done": done,
            "whole": whole,
            "number": _number(request),
        }

    async def _at_hand(self, file: ImportFile) -> int:
        return await self.site.files.at_hand(file.file_id)

    async def _all(self, request: Request, who: SignedIn, *, fault: str = "") -> Response:
        language = language_of(request)
        return await self._page(
            request,
            who,
            "outreach_consents.html",
            title=say("consents.title", language),
            here=PAGE,
            status=422 if fault else 200,
            files=[
                one for one in await self.site.files.all() if one.state is not FileState.DISCARDED
            ],
            counts=await self.site.files.counts(),
            names=await self.site.console.reading.names(),
            fault=fault,
            most_rows=MOST_ROWS,
            most_mb=MOST_BYTES // 1_000_000,
            number=_number(request),
        )

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        **values: Any,  # noqa: ANN401  # a template's
    ) -> Response:
        may_import = who.may(Permission.IMPORT_CONSENTS)
        return await _PAGES.page(
            self.site.console, request, who, template, may_import=may_import, **values
        )


def _number(request: Request) -> Any:  # noqa: ANN401  # a function for templates
    locale = LOCALES[language_of(request)]
    return lambda count: format_decimal(count, locale=locale)

"""What is offered to an agent who writes, and the shop's ready-made replies to edit."""

from collections.abc import Mapping
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from assistant.canned.ports import ShortcutTakenError
from assistant.canned.types import Blank, Canned, CannedId, fill
from assistant.console.access import SignedIn, access_of, require
from assistant.console.chrome import make_chrome, open_record, send
from assistant.console.customers import Known
from assistant.console.forms import CannedDrop, CannedForm, read_form
from assistant.console.parts import Console
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.staff.audit import Action
from assistant.staff.permissions import Permission

PAGE = "/console/replies"

_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Writer = Annotated[SignedIn, Depends(require(Permission.WRITE_REPLIES))]
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_CANNED))]


def routes(console: Console) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    api = _Api(console)
    router.add_api_route("/console/c/{conversation_id}/offers", api.offers, methods=["GET"])
    router.add_api_route(PAGE, api.page, methods=["GET"])
    router.add_api_route(PAGE, api.keep, methods=["POST"])
    router.add_api_route(f"{PAGE}/drop", api.drop, methods=["POST"])
    return router


class _Api:
    """The routes' functions."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def offers(self, request: Request, who: _Writer, conversation_id: _Id) -> Response:
        one = ConversationId(conversation_id)
        record = await open_record(self._console, request, who, one)
        state = Conversation.fold(one, (stored.event for stored in record.events))
        identity = state.dealings.identity
        known = await self._console.customers.find(identity.customer_id) if identity else None
        values = blanks(who, self._console.shop_name, known)
        language = state.language or "fr"
        canned = [
            {"shortcut": each.shortcut, "text": fill(each.text(language), values)}
            for each in await self._console.canned.all()
        ]
        colleagues = [each.name for each in await self._console.reading.colleagues() if each.active]
        offered = {"canned": canned, "colleagues": colleagues}
        return JSONResponse(offered, headers={"Cache-Control": "no-store"})

    async def page(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who)

    async def keep(self, request: Request, who: _Editor) -> Response:
        form = await read_form(request, CannedForm)
        texts = form.texts()
        if not texts:
            return await self._page(request, who, wrong="replies.empty", given=form)
        canned_id = CannedId(form.canned_id or uuid4().hex)
        try:
            await self._console.canned.keep(
                Canned(canned_id=canned_id, shortcut=form.shortcut, texts=texts)
            )
        except ShortcutTakenError:
            return await self._page(request, who, wrong="replies.taken", given=form)
        await access_of(request).note(who, Action.CANNED_CHANGED, canned_id)
        return RedirectResponse(f"{PAGE}#{form.shortcut}", status_code=303)

    async def drop(self, request: Request, who: _Editor) -> Response:
        form = await read_form(request, CannedDrop)
        await self._console.canned.drop(CannedId(form.canned_id))
        await access_of(request).note(
            who, Action.CANNED_CHANGED, form.canned_id, {"how": "dropped"}
        )
        return RedirectResponse(PAGE, status_code=303)

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        *,
        wrong: str = "",
        given: CannedForm | None = None,
    ) -> Response:
        chrome = await make_chrome(self._console, request, who)
        canned = await self._console.canned.all()
        html = self._console.pages.page(
            "replies.html", chrome, canned=canned, wrong=wrong, given=given
        )
        return send(html, 422 if wrong else 200)


def blanks(who: SignedIn, shop: str, known: Known | None) -> Mapping[Blank, str]:
    """Return what the blanks of ready-made replies are filled with."""
    return {
        "customer": known.customer.given_name if known else "",
        "agent": who.agent.shown_name,
        "shop": shop,
        "order": known.orders[0].number if known and known.orders else "",
    }

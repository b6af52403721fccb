"""Offer canned replies to an agent who writes, and let editors change them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import CannedDrop, CannedForm, PathId, read_form
from assistant.console.conversations.console_parts import Console, make_chrome, open_record, send
from assistant.console.conversations.console_reader import KnownCustomer, full_name
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import NO_STORE
from assistant.console.shell.page_router import page_router
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.desk.canned_replies import CannedReplyError, ShortcutTakenError, check, render
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission

PAGE = "/console/replies"

_Writer = Annotated[SignedIn, Depends(require(Permission.WRITE_REPLIES))]
_Editor = Annotated[SignedIn, Depends(require(Permission.EDIT_CANNED))]


def routes(console: Console) -> APIRouter:
    """Return the routes of canned replies."""
    api = _CannedReplyApi(console)
    return page_router(
        ("GET", "/console/c/{conversation_id}/offers", api.offers),
        ("GET", PAGE, api.page),
        ("POST", PAGE, api.keep),
        ("POST", f"{PAGE}/drop", api.drop),
    )


class _CannedReplyApi:
    """Handle the routes of canned replies."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def offers(self, request: Request, who: _Writer, conversation_id: PathId) -> Response:
        """Return canned replies, filled in for this customer, and colleagues for notes to name."""
        one = ConversationId(conversation_id)
        record = await open_record(self._console, request, who, one)
        state = Conversation.fold(one, (stored.event for stored in record.events))
        identity = state.dealings.identity
        known = await self._console.customers.find(identity.customer_id) if identity else None
        values = places(who, self._console.shop_name, known)
        language = state.language or "fr"
        canned = [
            {
                "shortcut": each.shortcut,
                "title": each.title,
                "text": render(each.text(language), values).text,
            }
            for each in await self._console.canned.all(who.agent.teams)
        ]
        colleagues = [each.name for each in await self._console.reading.colleagues() if each.active]
        offered = {"canned": canned, "colleagues": colleagues}
        return JSONResponse(offered, headers=NO_STORE)

    async def page(self, request: Request, who: _Editor) -> Response:
        return await self._page(request, who)

    async def keep(self, request: Request, who: _Editor) -> Response:
        form = await read_form(request, CannedForm)
        reply = form.reply()
        try:
            check(reply)
            await self._console.canned.keep(reply)
        except CannedReplyError as error:
            return await self._page(request, who, wrong=str(error), given=form)
        except ShortcutTakenError:
            return await self._page(request, who, taken=True, given=form)
        await access_of(request).note(who, Action.CANNED_CHANGED, reply.reply_id)
        return RedirectResponse(f"{PAGE}#{reply.shortcut}", status_code=303)

    async def drop(self, request: Request, who: _Editor) -> Response:
        form = await read_form(request, CannedDrop)
        await self._console.canned.drop(form.reply_id)
        detail = {"how": "dropped"}
        await access_of(request).note(who, Action.CANNED_CHANGED, form.reply_id, detail)
        return RedirectResponse(PAGE, status_code=303)

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        *,
        wrong: str = "",
        taken: bool = False,
        given: CannedForm | None = None,
    ) -> Response:
        chrome = await make_chrome(self._console, request, who)
        canned = await self._console.canned.all()
        html = self._console.pages.page(
            "replies.html", chrome, canned=canned, wrong=wrong, taken=taken, given=given
        )
        return send(html, 422 if wrong or taken else 200)


def places(who: SignedIn, shop: str, known: KnownCustomer | None) -> Mapping[str, str]:
    """Return the values for the places of canned replies; "": the value is not known."""
    last = known.orders[0] if known and known.orders else None
    return {
        "agent_name": who.agent.shown_name,
        "shop_name": shop,
        "customer_name": full_name(known.customer) if known else "",
        "customer_email": known.customer.email if known else "",
        "order_number": last.number if last else "",
        "order_status": last.status if last else "",
        "tracking_link": last.shipments[-1].tracking_url if last and last.shipments else "",
    }

"""Serve `/console/outreach/defects`: declare the defect of a batch, approve it, and end it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated, get_args
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from starlette.responses import Response

from assistant.commerce.ports import Assortment, ShopUnavailableError
from assistant.commerce.shop_ids import ProductId
from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.outreach.outreach_texts import say
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.operations.shop_values import day
from assistant.outreach.batch_defects import LONGEST, BatchDefect, DefectFault, DefectState
from assistant.outreach.ports import DefectBook, SwitchBook
from assistant.outreach.triggers.trigger import TriggerName

PAGE = "/console/outreach/defects"

_PAGES = PageFolder(say, (FilePath(__file__).parent / "templates",))
_LANGUAGES: tuple[Language, ...] = get_args(Language)
_SAID = frozenset({"declared", "approved", "ended"})

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_STATISTICS))]
_Mover = Annotated[SignedIn, Depends(require(Permission.TURN_SERVICE_MESSAGES))]
_Id = Annotated[str, Path(max_length=40)]


class DefectForm(BaseModel):
    """Hold the fields of the form that declares a defect."""

    product: str
    bought_from: date
    bought_until: date
    words_fr: str
    words_en: str


_EMPTY: Mapping[str, str] = dict.fromkeys(DefectForm.model_fields, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectSite:
    """Hold the parts behind the page."""

    console: Console
    switches: SwitchBook
    defects: DefectBook


def routes(site: DefectSite) -> APIRouter:
    """Return the routes of the page and of its forms."""
    pages = _DefectPages(site)
    return page_router(
        ("GET", PAGE, pages.all),
        ("POST", PAGE, pages.declare),
        ("POST", f"{PAGE}/{{defect_id}}/approve", pages.approve),
        ("POST", f"{PAGE}/{{defect_id}}/end", pages.end),
    )


@dataclass(frozen=True, slots=True)
class _DefectPages:
    site: DefectSite

    async def all(self, request: Request, who: _Reader) -> Response:
        """Show every declared defect."""
        return await self._page(request, who)

    async def declare(
        self, request: Request, who: _Mover, form: Annotated[DefectForm, Form()]
    ) -> Response:
        """Keep a defect for a second person to approve; a fault shows the form as it was."""
        gate = self.site.console.gate
        titles, fault = await _titles(gate.assortment if gate else None, form.product.strip())
        made = BatchDefect(
            defect_id=uuid4().hex,
            product_id=ProductId(form.product.strip()),
            titles=titles,
            bought_from=form.bought_from,
            bought_until=form.bought_until,
            words={"fr": " ".join(form.words_fr.split()), "en": " ".join(form.words_en.split())},
            proposed_by=who.agent.agent_id,
            proposed_at=self.site.console.clock.now(),
        )
        wrong = fault or made.fault()
        if wrong is not None:
            given = {name: str(value) for name, value in form}
            return await self._page(request, who, fault=wrong, given=given)
        await self.site.defects.put(made, before=None)
        return await self._moved(request, who, made, "declared")

    async def approve(self, request: Request, who: _Mover, defect_id: _Id) -> Response:
        """Let customers be told, if another person declared it."""
        known = await self._one(defect_id)
        live = known.approved(who.agent.agent_id) if known else DefectFault.NOT_PROPOSED
        if not isinstance(live, BatchDefect):
            return await self._page(request, who, fault=live)
        if not await self.site.defects.put(live, before=DefectState.PROPOSED):
            return await self._page(request, who, fault=DefectFault.NOT_PROPOSED)
        return await self._moved(request, who, live, "approved")

    async def end(self, request: Request, who: _Mover, defect_id: _Id) -> Response:
        """Let nobody be told any more, or at all."""
        known = await self._one(defect_id)
        if known is None or known.state is DefectState.ENDED:
            return await self._page(request, who, fault=DefectFault.NOT_PROPOSED)
        ended = known.ended(who.agent.agent_id)
        if not await self.site.defects.put(ended, before=known.state):
            return await self._page(request, who, fault=DefectFault.NOT_PROPOSED)
        return await self._moved(request, who, ended, "ended")

    async def _one(self, defect_id: str) -> BatchDefect | None:
        found = await self.site.defects.all()
        return next((one for one in found if one.defect_id == defect_id), None)

    async def _moved(
        self, request: Request, who: SignedIn, defect: BatchDefect, said: str
    ) -> Response:
        detail = {"do": said}
        await access_of(request).note(who, Action.DEFECT_MOVED, defect.defect_id, detail)
        return RedirectResponse(f"{PAGE}?said={said}", status_code=303)

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        *,
        fault: str | None = None,
        given: Mapping[str, str] = _EMPTY,
    ) -> Response:
        language, said = language_of(request), request.query_params.get("said", "")
        switches = {one.trigger: one.is_on for one in await self.site.switches.switches()}
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "outreach_defects.html",
            title=say("defects.title", language),
            here=PAGE,
            defects=await self.site.defects.all(),
            is_on=switches.get(TriggerName.BATCH_DEFECT, False),
            may_move=who.may(Permission.TURN_SERVICE_MESSAGES),
            day=partial(day, language=language),
            longest=LONGEST,
            fault=fault,
            given=given,
            said=said in _SAID and say(f"defects.said_{said}", language),
        )


async def _titles(
    assortment: Assortment | None, product: str
) -> tuple[Mapping[Language, str], str | None]:
    """Return the product's titles by language, and a fault if the shop does not tell them."""
    found = dict[Language, str]()
    try:
        for language in _LANGUAGES:
            known = assortment and await assortment.product(ProductId(product), language=language)
            found[language] = known.title if known else ""
    except ShopUnavailableError:
        return dict.fromkeys(_LANGUAGES, ""), "shop"
    return found, None if all(found.values()) else "product"

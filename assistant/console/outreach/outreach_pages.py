"""Serve `/console/outreach`: each trigger with words, switch and counts, and the ledger."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from babel.numbers import format_decimal
from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.commerce.ports import ShopUnavailableError
from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.outreach.outreach_texts import (
    amount_in,
    grouped,
    planned,
    say,
    signed,
    signed_amount,
)
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import LOCALES
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.outreach.first_words import template_body, template_footer
from assistant.outreach.intents import IntentState, StateTally, TriggerSwitch
from assistant.outreach.ports import OutcomeBook, SwitchBook
from assistant.outreach.preview import OutreachPreview, PreviewMaker
from assistant.outreach.triggers.trigger import HOLDOUT, Trigger, TriggerName, template_of
from assistant.outreach.triggers.trigger_register import TRIGGERS
from retrieval.catalogue.types import NO_CURRENCY

PAGE = "/console/outreach"
LEDGER = f"{PAGE}/ledger"
MOST_HELD_OUT = 50
"""Percent: a larger share would be a message for the few."""

_PAGES = PageFolder(say, (FilePath(__file__).parent / "templates",))

_Reader = Annotated[SignedIn, Depends(require(Permission.READ_STATISTICS))]
_Turner = Annotated[SignedIn, Depends(require(Permission.TURN_SERVICE_MESSAGES))]
_Name = Annotated[TriggerName, Path()]
_On = Annotated[Literal["yes", "no"], Form()]
_Share = Annotated[int, Form(ge=0, le=MOST_HELD_OUT)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachSite:
    """Hold the parts behind the pages."""

    console: Console
    switches: SwitchBook
    outcomes: OutcomeBook
    preview: PreviewMaker | None  # None: there is no shop system to know of orders
    tells_parcels: bool = True  # see `ShopSystem`
    currency: str = NO_CURRENCY  # ISO 4217, of the shop


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTrigger:
    """Hold a trigger as its page shows it."""

    trigger: Trigger
    switch: TriggerSwitch
    texts: Sequence[tuple[str, str]]  # each text with the name of its template
    footer: str
    may_find: bool  # the shop system tells what its causes are found in
    counts: dict[IntentState, int]
    refused: Sequence[StateTally]  # the most frequent reason first


def routes(site: OutreachSite) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _OutreachPages(site)
    return page_router(
        ("GET", PAGE, pages.all),
        ("GET", LEDGER, pages.ledger),
        ("POST", f"{PAGE}/turn/{{name}}", pages.turn),
    )


@dataclass(frozen=True, slots=True)
class _OutreachPages:
    site: OutreachSite

    async def all(
        self, request: Request, who: _Reader, preview: Annotated[str, Query(max_length=40)] = ""
    ) -> Response:
        """Show every trigger; with `preview`, also the customers it would have written to."""
        language = language_of(request)
        made, failed = await self._preview(preview)
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "outreach.html",
            title=say("page.title", language),
            here=PAGE,
            shown=await self._shown(request),
            may_turn=who.may(Permission.TURN_SERVICE_MESSAGES),
            most=MOST_HELD_OUT,
            number=partial(grouped, language=language),
            previewed=preview,
            preview=made,
            preview_failed=failed,
            said=request.query_params.get("said", "") in {"on", "off"}
            and say(f"page.said_{request.query_params['said']}", language),
        )

    async def ledger(self, request: Request, who: _Reader) -> Response:
        """Show the effects of each trigger, beside customers who were left alone."""
        # Its statistics would cost every start a second.
        ledgers = await asyncio.to_thread(
            import_module, "assistant.improvement.outreach.message_ledger"
        )
        tallies, language = await self.site.outcomes.tallies(), language_of(request)
        await access_of(request).note(who, Action.STATISTICS_READ, "outreach")
        return await _PAGES.page(
            self.site.console,
            request,
            who,
            "outreach_ledger.html",
            title=say("ledger.title", language),
            here=LEDGER,
            ledgers=await asyncio.to_thread(ledgers.ledgers_of, TRIGGERS.values(), tallies),
            planned=partial(planned, language=language),
            number=partial(grouped, language=language),
            tenth=partial(format_decimal, format="0.0", locale=LOCALES[language]),
            amount=partial(amount_in, currency=self.site.currency, language=language),
            more=partial(signed_amount, currency=self.site.currency, language=language),
            signed=partial(signed, language=language),
        )

    async def turn(
        self, request: Request, who: _Turner, name: _Name, on: _On, holdout: _Share = 10
    ) -> Response:
        """Turn a trigger on or off."""
        known = {one.trigger: one for one in await self.site.switches.switches()}
        now, is_on = self.site.console.clock.now(), on == "yes"
        switch = known.get(name) or TriggerSwitch.off(name, holdout / 100, now)
        by = who.agent.agent_id
        await self.site.switches.turn(
            switch.turned(is_on=is_on, holdout=holdout / 100, at=now, by=by)
        )
        detail = {"do": "on" if is_on else "off", "share": f"{holdout} %"}
        await access_of(request).note(who, Action.OUTREACH_TURNED, name, detail)
        said = urlencode({"said": "on" if is_on else "off"})
        return RedirectResponse(f"{PAGE}?{said}#{name}", status_code=303)

    async def _preview(self, wanted: str) -> tuple[OutreachPreview | None, bool]:
        """Return the preview that is asked for, and whether the shop did not answer."""
        if self.site.preview is None or wanted not in set(TriggerName):
            return None, False
        try:
            return await self.site.preview.make(TRIGGERS[TriggerName(wanted)]), False
        except ShopUnavailableError:
            return None, True

    async def _shown(self, request: Request) -> list[ShownTrigger]:
        language = language_of(request)
        switches = {one.trigger: one for one in await self.site.switches.switches()}
        tallies = await self.site.outcomes.states()
        now = self.site.console.clock.now()
        return [
            ShownTrigger(
                trigger=one,
                switch=switches.get(one.name) or TriggerSwitch.off(one.name, HOLDOUT, now),
                texts=[
                    (template_body(words, language), template_of(words)) for words in one.all_words
                ],
                footer=template_footer(language),
                may_find=self.site.tells_parcels or not one.of_parcels,
                **_counted(one.name, tallies),
            )
            for one in TRIGGERS.values()
        ]


def _counted(name: TriggerName, tallies: Sequence[StateTally]) -> dict[str, Any]:
    mine = [one for one in tallies if one.trigger is name]
    counts = dict.fromkeys(IntentState, 0)
    for one in mine:
        counts[one.state] += one.intents
    refused = [one for one in mine if one.state is IntentState.REFUSED]
    return {"counts": counts, "refused": sorted(refused, key=lambda one: -one.intents)}

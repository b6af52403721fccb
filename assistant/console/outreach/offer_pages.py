"""Serve `/console/outreach/offers`: the day's budget, and the codes with their orders."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path as FilePath
from typing import Annotated
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money, total
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
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.changes.change_set import ChangeCause, ChangeSet, ChangeState
from assistant.improvement.changes.ports import ChangeBook, ChangeConflictError
from assistant.operations.goodwill.offers.offer_terms import OfferLimits, OfferOccasion
from assistant.operations.goodwill.offers.ports import KeptOffer, OfferBook, OfferState
from assistant.operations.shop_values import short_day
from retrieval.catalogue.types import NO_CURRENCY

PAGE = "/console/outreach/offers"
SHOWN = 100
"""Codes that are shown, the newest."""

_PAGES = PageFolder(say, (FilePath(__file__).parent / "templates",))
EXPERIMENTS = "/console/experiments/new"
"""The form that tries a change set on visitors."""

_Setter = Annotated[SignedIn, Depends(require(Permission.EDIT_AUTONOMY))]
_Reader = Annotated[SignedIn, Depends(require(Permission.READ_STATISTICS))]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSite:
    """Hold the parts behind the page."""

    console: Console
    book: OfferBook
    limits: OfferLimits
    changes: ChangeBook
    zone: ZoneInfo  # of the shop: its days have the budgets


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTally:
    """Hold the codes of an occasion that were told, among those shown."""

    occasion: OfferOccasion
    given: int
    worth: Money
    used: int  # for an order
    settled: int  # that were used, or ended unused
    ended: int  # whose orders are known
    ordered: int  # of these, whose customer ordered again in time


def routes(site: OfferSite) -> APIRouter:
    """Return the route of the page."""
    pages = _OfferPages(site)
    return page_router(("GET", PAGE, pages.all), ("POST", f"{PAGE}/try", pages.suggest))


def tally(kept: Sequence[KeptOffer], occasion: OfferOccasion, currency: str) -> OfferTally:
    """Return the tally of an occasion; codes in another currency than the shop's are left out."""
    told = [
        one
        for one in kept
        if one.plan.occasion is occasion
        and one.state is OfferState.GIVEN
        and one.plan.worth.currency == currency
    ]
    known = [one.orders for one in told if one.orders is not None]
    return OfferTally(
        occasion=occasion,
        given=len(told),
        worth=total((one.plan.worth for one in told), currency=currency),
        used=sum(one.used is True for one in told),
        settled=sum(one.used is not None for one in told),
        ended=len(known),
        ordered=sum(one > 0 for one in known),
    )


@dataclass(frozen=True, slots=True)
class _OfferPages:
    site: OfferSite

    async def all(self, request: Request, who: _Reader) -> Response:
        """Show the limits, the budget of today, and the newest codes."""
        site, language = self.site, language_of(request)
        limits, currency = site.limits, site.limits.most.currency
        today = site.console.clock.now().astimezone(site.zone).date()
        spent = await site.book.spent(today, currency=currency)
        kept = await site.book.latest(limit=SHOWN)
        # Its statistics would cost every start a second.
        worth = await asyncio.to_thread(
            import_module, "assistant.improvement.outreach.offer_ledger"
        )
        sides = await site.book.sides()
        await access_of(request).note(who, Action.STATISTICS_READ, "offers")
        return await _PAGES.page(
            site.console,
            request,
            who,
            "outreach_offers.html",
            title=say("offers.title", language),
            here=PAGE,
            limits=limits,
            has_currency=currency != NO_CURRENCY,
            missing=_missing(limits),
            spent=Money(amount_minor=spent, currency=currency),
            kept=kept,
            tallies=[tally(kept, one, currency) for one in OfferOccasion],
            ledgers=[worth.offer_ledger(one, sides) for one in OfferOccasion],
            planned=partial(planned, language=language),
            number=partial(grouped, language=language),
            least=worth.LEAST,
            mean=partial(_mean, currency=currency, language=language),
            difference=partial(_difference, currency=currency, language=language),
            amount=partial(_amount, language=language),
            day=partial(short_day, language=language),
            said_quiet=request.query_params.get("said", "") == "quiet",
            objection=await self._objection(),
            may_set=who.may(Permission.EDIT_AUTONOMY),
        )

    async def _objection(self) -> ChangeSet | None:
        """Return the change that codes against an objection to a price are tried by; None: none."""
        states = (ChangeState.PROPOSED, ChangeState.APPROVED, ChangeState.PUBLISHED)
        every = await self.site.changes.all(states)
        return next((one for one in every if one.cause is ChangeCause.OFFER), None)

    async def suggest(self, _: _Setter) -> Response:
        """Suggest to try codes as an answer to an objection to a price, and go on to its form."""
        # Its statistics would cost every start a second.
        tried = await asyncio.to_thread(
            import_module, "assistant.improvement.outreach.tried_offers"
        )
        changes, now = self.site.changes, self.site.console.clock.now()
        known = await changes.all()
        change = tried.suggest_trial(known, now=now)
        if change is None:
            return RedirectResponse(f"{PAGE}?said=quiet#objection", status_code=303)
        if change.change_id not in {one.change_id for one in known}:
            with suppress(ChangeConflictError):  # somebody else has just suggested it
                await changes.put(change, expected_version=None)
        return RedirectResponse(f"{EXPERIMENTS}?change={change.change_id}", status_code=303)


def _missing(limits: OfferLimits) -> Sequence[str]:
    """Return the names of the limits without which nothing is given."""
    found = {
        "occasions": not limits.occasions,
        "most": limits.most.amount_minor <= 0,
        "least": limits.least.amount_minor <= limits.most.amount_minor,
        "day_budget": limits.day_budget.amount_minor < max(1, limits.most.amount_minor),
        "costs": not limits.costs,
    }
    return [name for name, is_missing in found.items() if is_missing]


def _amount(money: Money, language: Language) -> str:
    """Return an amount in words; of a shop whose currency is not known, that there is none."""
    if money.currency == NO_CURRENCY:
        return say("offers.no_amount", language)
    return write_amount(money, language)


def _mean(figure: str, value: float, *, currency: str, language: Language) -> str:
    """Return the mean of a figure in words: a share, or an amount of money."""
    if figure == "ordered":
        tenth = format_decimal(100 * value, format="0.0", locale=LOCALES[language])
        return say("ledger.percent", language, n=tenth)
    return amount_in(value, currency=currency, language=language)


def _difference(
    figure: str, value: float, *, bare: bool = False, currency: str, language: Language
) -> str:
    """Return a difference of means in words, with its sign; `bare`: points without their name."""
    if figure == "ordered":
        tenth = signed(100 * value, language)
        return tenth if bare else say("ledger.points", language, n=tenth)
    return signed_amount(value, currency=currency, language=language)

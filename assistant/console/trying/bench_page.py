"""Show the bench: ask as anybody, on any channel, at any hour, and see the whole way of the answer.

A trial is carried by the page itself, sealed: nothing of it is kept here.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import Console, PageFolder, open_record
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import LANGUAGES
from assistant.console.trying.bench_texts import milliseconds, name_of, say
from assistant.console.trying.trial_relay import NoTrial, TrialFailedError, TurnTrials
from assistant.console.trying.trial_state import open_trial, seal_trial
from assistant.console.trying.way_words import WayStep, tell_way
from assistant.conversation.events import (
    ConversationEvent,
    CustomerWrote,
    IdentityProven,
    ReplySuggested,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.handoff.moments import write_moment
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission, teams_of
from assistant.desk.staff.token_seal import TokenSeal
from assistant.improvement.rehearsal.written_scenario import MOST_CHARS
from assistant.messages.trials.trial import LONGEST, TrialMessage, TriedTurn
from assistant.understanding.personal_data.removal import remove_personal_data

PAGE = "/console/try"
_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))
CHANNELS = (ChannelKind.WEBCHAT, ChannelKind.WHATSAPP, ChannelKind.MESSENGER)
_AT = "%Y-%m-%dT%H:%M"
_YEARS = range(2000, 2101)  # far from both ends of what a date can be

Trier = Annotated[SignedIn, Depends(require(Permission.TRY_ASSISTANT))]


class BenchForm(Form):
    """Write a message on the bench; the settings of a trial count until it has begun."""

    text: str = Field("", max_length=MOST_CHARS)
    customer: str = Field("", max_length=320)
    language: str = ""
    channel: ChannelKind = ChannelKind.WEBCHAT
    page: str = Field("", max_length=300)
    category: str = Field("", max_length=300)
    at: str = Field("", max_length=40)
    state: str = Field("", max_length=200_000, description="the trial so far, sealed")
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSettings:
    """Hold the fields of a trial that has not begun, as they are shown."""

    text: str = ""
    customer: str = ""
    language: str = ""
    channel: ChannelKind = ChannelKind.WEBCHAT
    page: str = ""
    category: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Hold the parts behind the page."""

    console: Console
    trials: TurnTrials
    seal: TokenSeal
    zone: ZoneInfo  # of the shop's clock
    describe: Callable[[ConversationEvent], bytes | None]  # as the widget gets an event
    look: Mapping[str, str]  # of the widget, as the tag's attributes are named


def routes(bench: Bench) -> APIRouter:
    """Return the routes of the page and of its form."""
    page = _BenchPage(bench)
    return page_router(("GET", PAGE, page.show), ("POST", PAGE, page.ask))


@dataclass(frozen=True, slots=True)
class _BenchPage:
    bench: Bench

    async def show(
        self,
        request: Request,
        who: Trier,
        conversation: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = "",
        message: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        """Show an empty bench, or one with a message of a conversation to be tried again."""
        given = BenchSettings(text=request.query_params.get("question", "")[:MOST_CHARS])
        if conversation and who.may(Permission.READ_CONVERSATIONS):
            given = await self._from_log(request, who, ConversationId(conversation), message)
        return await self._page(request, who, given)

    async def ask(self, request: Request, who: Trier) -> Response:
        """Try a message, or begin again with the same settings."""
        form = await read_form(request, BenchForm)
        text = form.text.strip()
        given = _settings(form)
        if form.do == "again":
            before = self._opened(form.state, who)
            return await self._page(request, who, self._again(before) if before else given)
        if not text:
            return await self._page(request, who, given, form.state, wrong="empty")
        message = self._message(form, text, who, reads=_reads_customers(request, who))
        if isinstance(message, str):
            return await self._page(request, who, given, wrong=message)
        try:
            tried = await self.bench.trials.take(message)
        except TrialFailedError as error:
            state = form.state if message.events else ""
            return await self._page(request, who, given, state, wrong=error.why)
        for one in tried.events[len(message.events) :]:
            if isinstance(one, IdentityProven):
                await access_of(request).note(who, Action.CUSTOMER_READ, one.customer_id)
        so_far = message.after(tried)
        state = seal_trial(so_far, self.bench.seal, who.agent.agent_id)
        return await self._page(request, who, given, state, tried=tried)

    def _opened(self, state: str, who: SignedIn) -> TrialMessage | None:
        return open_trial(state, self.bench.seal, who.agent.agent_id)

    def _message(
        self, form: BenchForm, text: str, who: SignedIn, *, reads: bool
    ) -> TrialMessage | str:
        """Return the message to try, or a word for the mistake in the form.

        `reads` says whether they may read any customer: else nobody can be one in the trial.
        """
        if form.state:
            trial = self._opened(form.state, who)
            if trial is None or (trial.proves and not reads):
                return "state"
            return "full" if len(_said(trial)) >= LONGEST else replace(trial, text=text)
        at = None
        if form.at.strip():
            try:
                at = datetime.fromisoformat(form.at.strip()).replace(tzinfo=self.bench.zone)
            except ValueError:
                return "moment"
            if at.year not in _YEARS:
                return "moment"
        return TrialMessage(
            text=text,
            channel=form.channel,
            language=LANGUAGES.get(form.language),
            page=form.page.strip(),
            category=form.category.strip(),
            customer=form.customer.strip() if reads else "",
            proves=reads,
            at=at,
        )

    def _again(self, before: TrialMessage) -> BenchSettings:
        return BenchSettings(
            text=next(iter(_said(before)), ""),
            customer=before.customer,
            language=before.language or "",
            channel=before.channel,
            page=before.page,
            category=before.category,
            at=before.at.astimezone(self.bench.zone).strftime(_AT) if before.at else "",
        )

    async def _from_log(
        self, request: Request, who: SignedIn, conversation_id: ConversationId, sequence: int
    ) -> BenchSettings:
        """Return the settings of a customer's message, to be tried by an unknown visitor."""
        record = await open_record(self.bench.console, request, who, conversation_id)
        folded = record.fold()
        wrote = next(
            (
                one.event
                for one in record.events
                if one.sequence == sequence and isinstance(one.event, CustomerWrote)
            ),
            None,
        )
        channel = folded.started.channel if folded.started else ChannelKind.WEBCHAT
        return BenchSettings(
            text=wrote.text[:MOST_CHARS] if wrote else "",
            language=folded.language or "",
            channel=channel if channel in CHANNELS else ChannelKind.WEBCHAT,
            page=wrote.page_product if wrote else "",
            category=wrote.page_category if wrote else "",
        )

    async def _page(
        self,
        request: Request,
        who: SignedIn,
        given: BenchSettings,
        state: str = "",
        *,
        tried: TriedTurn | None = None,
        wrong: str = "",
    ) -> Response:
        language, bench = language_of(request), self.bench
        trial = self._opened(state, who) if state else None
        events = trial.events if trial else ()
        said = _said(trial) if trial else ()
        asked = await asyncio.to_thread(_impersonal, said[-1]) if said else ""
        answer = tried.reply if tried else None
        response = await _PAGES.page(
            bench.console,
            request,
            who,
            "bench.html",
            here=PAGE,
            name_of=lambda section, name: name_of(section, name, language),
            status=_status(wrong),
            title=say("bench.title", language),
            given=given,
            trial=trial,
            state=state if trial else "",
            shown=self._shown(request, given, trial, is_wrong=bool(wrong)),
            held=[one for one in events if isinstance(one, ReplySuggested)],
            tried=tried,
            way=self._way(request, tried),
            took=milliseconds(tried.ms, language) if tried else "",
            moment=write_moment(tried.at, zone=bench.zone, language=language) if tried else "",
            is_full=len(said) >= LONGEST,
            most=LONGEST,
            most_chars=MOST_CHARS,
            bench_channels=CHANNELS,
            zone=str(bench.zone),
            reads_customers=_reads_customers(request, who),
            wrong=say(f"failed.{wrong}", language, n=LONGEST) if wrong else "",
            correct=_correct(asked, answer) if said else "",
            save=_save(asked, trial, answer) if trial and len(said) == 1 else "",
        )
        policy = response.headers["Content-Security-Policy"]  # a card's picture is the shop's
        shops = policy.replace("img-src 'self' data:", "img-src 'self' data: https:")
        response.headers["Content-Security-Policy"] = shops
        return response

    def _shown(
        self, request: Request, given: BenchSettings, trial: TrialMessage | None, *, is_wrong: bool
    ) -> str:
        """Return the talk and the look of the widget as JSON, as its wire has them."""
        said = _said(trial) if trial else ()
        spoken = trial.language if trial else LANGUAGES.get(given.language)
        events = map(self._on_the_wire, trial.events if trial else ())
        shown = {
            "events": [one for one in events if one],
            "look": self.bench.look,
            "language": spoken or language_of(request),
            "text": given.text if is_wrong or not trial else "",
            "full": len(said) >= LONGEST,
            "trial": trial is not None,
        }
        return orjson.dumps(shown).decode()

    def _on_the_wire(self, event: ConversationEvent) -> Mapping[str, Any] | None:
        """Return a message as the widget gets it; None: it is of another kind.

        Nothing waits for the answer to a message, and no thumb is taken for a reply.
        """
        if not isinstance(event, CustomerWrote | ReplyWritten):
            return None
        wire: dict[str, Any] = orjson.loads(self.bench.describe(event) or b"{}")
        wire.pop("at" if isinstance(event, CustomerWrote) else "message_id", None)
        return wire

    def _way(self, request: Request, tried: TriedTurn | None) -> tuple[WayStep, ...]:
        return tell_way(tried.steps, language_of(request), self.bench.zone) if tried else ()


def _reads_customers(request: Request, who: SignedIn) -> bool:
    """Return whether an agent may read any customer, be it of another team's conversation."""
    sees_all = teams_of(who.agent, access_of(request).sight) is None
    return sees_all and who.may(Permission.READ_CUSTOMERS)


def _said(trial: TrialMessage) -> tuple[str, ...]:
    """Return the customer's messages of a trial."""
    return tuple(one.text for one in trial.events if isinstance(one, CustomerWrote))


def _settings(form: BenchForm) -> BenchSettings:
    return BenchSettings(
        text=form.text,
        customer=form.customer,
        language=form.language,
        channel=form.channel,
        page=form.page,
        category=form.category,
        at=form.at,
    )


def _impersonal(question: str) -> str:
    """Return a question as an address may carry it: it may be a customer's, with their data."""
    return remove_personal_data(question).text


def _correct(question: str, answer: ReplyWritten | None) -> str:
    """Return the address where a better answer is written."""
    fields = {
        "question": question,
        "language": answer.language if answer else "",
    }
    return f"/console/verified/new?{urlencode(fields)}"


def _save(question: str, trial: TrialMessage, answer: ReplyWritten | None) -> str:
    """Return the address where the question of a trial is saved."""
    fields = {
        "question": question,
        "language": trial.language or (answer.language if answer else ""),
        "channel": str(trial.channel),
        "page": trial.page,
        "category": trial.category,
        "source": answer.sources[0].title if answer and answer.sources else "",
    }
    return f"/console/rehearsals/new?{urlencode(fields)}"


def _status(wrong: str) -> int:
    if not wrong:
        return 200
    return 503 if wrong in {NoTrial.BUSY, NoTrial.TOO_SLOW, NoTrial.SHOP_AWAY} else 422

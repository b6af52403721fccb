"""Make the pages of quality. Loaded with the first page of insights only.

Every method may raise `LogUnavailableError`.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from fastapi import Request
from starlette.responses import Response

from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import Console, PageFolder, open_record
from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import RANGES
from assistant.console.quality.quality_forms import PAGE, CheckJudgementForm
from assistant.console.quality.quality_texts import say
from assistant.console.quality.visit_excerpt import ExcerptLine, excerpt
from assistant.console.shell.access import SignedIn, access_of
from assistant.console.shell.texts import word
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.improvement.quality.judged_samples import draw
from assistant.improvement.quality.judgement_desk import JudgementDesk
from assistant.improvement.quality.kappa import LEAST_JUDGED, POOR
from assistant.improvement.quality.ports import QualityBook
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.quality_views import CheckedPlace, QualityReport, Scorecard
from assistant.insights.queries.report_views import VERIFIED_AFTER
from assistant.insights.queries.suppression import EXPORTED_CUSTOMERS
from assistant.insights.statistics.intervals import Rate
from assistant.insights.wording import figures
from assistant.kit.table_file import harmless
from assistant.ports import UnknownConversationError

_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))
_SAMPLED = 100  # rows of each check and verdict that a sample is drawn from
_TRIED = 20  # places, of which some are not for this person
_EXAMPLES = 10

JudgementOutcome = Literal["kept", "off", "changed"]
"""Kept; kept, and the check was switched off by it; not kept, for the verdict is another one."""


def desk_of(console: Console, book: QualityBook) -> JudgementDesk:
    """Return the desk that takes judgements."""
    return JudgementDesk(book=book, clock=console.clock)


async def judge(
    request: Request,
    who: SignedIn,
    form: CheckJudgementForm,
    *,
    console: Console,
    reading: InsightReader,
    book: QualityBook,
) -> JudgementOutcome:
    """Keep a judgement on a visit that the person may open; return its outcome.

    What the check said, and of whom, stands in the build: the form only names the place. Where the
    check says something else by now than the person was shown, nothing is kept.

    Raises:
        UnknownConversationError: it is not for them, is their own work, or is no more.
    """
    conversation_id = ConversationId(form.conversation)
    await open_record(console, request, who, conversation_id)
    named = CheckedPlace(
        check=form.check,
        side=form.side,
        conversation_key=form.conversation,
        visit_id=form.visit,
        message_id=form.visit,
        at=console.clock.now(),
        verdict="",
        reason="",
        doubt=0.0,
        agent_id=form.agent,
    )
    built = await reading.built()
    place = await reading.checked_place(named, built_at=built.at) if built.at else None
    if place is None or place.agent_id == who.agent.agent_id:
        raise UnknownConversationError(conversation_id)
    if place.verdict != form.verdict:
        return "changed"
    desk = desk_of(console, book)
    is_off = await desk.judge(place, agrees=form.agrees == "yes", by=who.agent.agent_id)
    return "off" if is_off else "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPages:
    """Make the pages for the days that are asked for."""

    site: Site
    console: Console
    book: QualityBook
    days: int

    @property
    def _desk(self) -> JudgementDesk:
        return desk_of(self.console, self.book)

    async def scorecards(self, request: Request, who: SignedIn, chrome: Chrome) -> Response:
        """Return the page of all scorecards."""
        report = await self._report(LEAST_CUSTOMERS)
        return await self._page(
            "quality_cards.html",
            request,
            who,
            chrome,
            title=say("cards.title", chrome.language),
            report=report,
            trust=await self._desk.trust(),
            off=await self._desk.off(),
            names={team.team_id: team.name for team in chrome.teams},
        )

    async def check(
        self, request: Request, who: SignedIn, chrome: Chrome, name: QualityName
    ) -> Response:
        """Return the page of one check."""
        window, built_at = await self._window()
        detail = None
        if built_at is not None:
            try:
                detail = await self.site.reading.check_detail(window, name, built_at=built_at)
            except NoBuildError:
                detail = None
        topics = await self._topics(chrome.language) if detail else {}
        places = detail.places if detail else ()
        return await self._page(
            "quality_check.html",
            request,
            who,
            chrome,
            title=say(f"check.{name}", chrome.language),
            name=name,
            detail=detail,
            examples=await self._excerpts(request, who, places[:_EXAMPLES]),
            trust=(await self._desk.trust())[name],
            people=await self.console.reading.names(),
            topics=topics,
            language_name=figures_language(chrome.language),
            channel_name=lambda one: word("channel", one, chrome.language),
        )

    async def mine(self, request: Request, who: SignedIn, chrome: Chrome) -> Response:
        """Return the page of an agent's own conversations."""
        window, built_at = await self._window()
        card: Scorecard | None = None
        places: Sequence[CheckedPlace] = ()
        if built_at is not None:
            try:
                card, places = await self.site.reading.agents_own(
                    window, who.agent.agent_id, built_at=built_at, off=await self._desk.off()
                )
            except NoBuildError:
                card = None
        return await self._page(
            "quality_mine.html",
            request,
            who,
            chrome,
            title=say("mine.title", chrome.language),
            card=card,
            examples=await self._excerpts(request, who, places[:_TRIED]),
        )

    async def sample(self, request: Request, who: SignedIn, chrome: Chrome) -> Response:
        """Return the page of the next visit to judge."""
        window, built_at = await self._window()
        judged = await self.book.judgements()
        found: list[tuple[CheckedPlace, Sequence[ExcerptLine]]] = []
        if built_at is not None:
            try:
                places = await self.site.reading.quality_samples(
                    window, built_at=built_at, most=_SAMPLED
                )
            except NoBuildError:
                places = ()
            drawn = draw(places, judged, by=who.agent.agent_id)
            skipped = _number(request.query_params.get("skip", ""))
            wanted = [one for at, one in enumerate(drawn) if skipped <= at < skipped + _TRIED]
            found = await self._excerpts(request, who, wanted, most=1)
        own = sum(one.by == who.agent.agent_id for one in judged)
        said = request.query_params.get("said", "")
        return await self._page(
            "quality_sample.html",
            request,
            who,
            chrome,
            title=say("sample.title", chrome.language),
            found=found[0] if found else None,
            skip=_number(request.query_params.get("skip", "")) + 1,
            own=own,
            every=len(judged),
            said=say(f"sample.{said}", chrome.language)
            if said in get_args(JudgementOutcome)
            else "",
        )

    async def file(self, request: Request, chrome: Chrome) -> bytes | None:
        """Return the scorecards as a CSV file; None: nothing was built yet."""
        del request
        report = await self._report(EXPORTED_CUSTOMERS)
        if report is None:
            return None
        names = {str(team.team_id): team.name for team in chrome.teams}
        to = io.StringIO()
        write = csv.writer(to, delimiter=";" if chrome.language == "fr" else ",")
        write.writerow(
            ["side", "team", "check", "from", "to", "passed", "of", "share", "low", "high"]
        )
        for card in report.cards:
            for line in card.lines:
                rate = line.now.rate
                write.writerow(
                    [
                        card.side,
                        harmless(names.get(card.team or "", card.team or "")),
                        line.check,
                        report.window.since.isoformat(),
                        (report.window.until - timedelta(days=1)).isoformat(),
                        line.now.passed,
                        line.now.checked,
                        *(_decimal(one, chrome.language) for one in _parts(rate)),
                    ]
                )
        return to.getvalue().encode("utf-8-sig")

    async def _report(self, least: int) -> QualityReport | None:
        window, built_at = await self._window()
        if built_at is None:
            return None
        try:
            return await self.site.reading.scorecards(
                window, built_at=built_at, least=least, off=await self._desk.off()
            )
        except NoBuildError:
            return None

    async def _window(self) -> tuple[Window, datetime | None]:
        """Return the days in which it is known whether customers came back within 72 hours."""
        built = await self.site.reading.built()
        until = (built.at or self.console.clock.now()).astimezone(UTC) - VERIFIED_AFTER
        return Window.before(until.date(), days=self.days), built.at

    async def _topics(self, language: Language) -> dict[str, str]:
        return await self.site.reading.topic_names(language=language)

    async def _excerpts(
        self,
        request: Request,
        who: SignedIn,
        places: Sequence[CheckedPlace],
        *,
        most: int = _TRIED,
    ) -> list[tuple[CheckedPlace, Sequence[ExcerptLine]]]:
        """Return places with the words around them, of conversations that the person may open."""
        found: list[tuple[CheckedPlace, Sequence[ExcerptLine]]] = []
        if not who.may(Permission.READ_CONVERSATIONS):
            return found
        for place in places:
            try:
                record = await open_record(
                    self.console, request, who, ConversationId(place.conversation_key)
                )
            except UnknownConversationError:
                continue
            detail = {"as": "quality"}
            await access_of(request).note(
                who, Action.CONVERSATION_READ, place.conversation_key, detail
            )
            found.append((place, excerpt(record.past, place.message_id, place.visit_id)))
            if len(found) >= most:
                break
        return found

    async def _page(
        self,
        template: str,
        request: Request,
        who: SignedIn,
        chrome: Chrome,
        **values: Any,  # noqa: ANN401  # a template's own
    ) -> Response:
        language = chrome.language
        window, built_at = await self._window()
        return await _PAGES.page(
            self.console,
            request,
            who,
            template,
            here=chrome.here,
            page=PAGE,
            days_asked=self.days,
            day_ranges=RANGES,
            window=window,
            built_at=built_at,
            sides=CheckedSide,
            least=LEAST_CUSTOMERS,
            least_judged=LEAST_JUDGED,
            poor=figures.number(POOR, language),
            percent=lambda one: figures.percent(one, language),
            points=lambda one: figures.points(one, language),
            number=lambda one: figures.number(one, language),
            decimal2=lambda one: _decimal(round(one, 2), language),
            span=lambda one: figures.days(one, language),
            reason=lambda one: say(f"reason.{one}", language) if one else "",
            **values,
        )


def figures_language(language: Language) -> Any:  # noqa: ANN401  # a function of a template
    """Return the function that names a customer's language."""
    return lambda one: say(f"language.{one}" if one in {"fr", "en"} else "language.other", language)


def _parts(rate: Rate) -> tuple[float, float, float]:
    return rate.value, rate.low, rate.high


def _decimal(value: float, language: Language) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004  # of an address

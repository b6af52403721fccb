"""Make the pages of assertions. Loaded with the first page of insights only.

Every method may raise `LogUnavailableError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.assertions.assertion_site import PAGE, AssertionSite, SettlementForm
from assistant.console.assertions.assertion_words import AssertionWords, say
from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import PageFolder
from assistant.console.improve.improve_pages import PAGE as IMPROVE
from assistant.console.insights.attribute_tasks import names_of
from assistant.console.insights.insight_pages import Site
from assistant.console.shell.access import SignedIn
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.improvement.assertions.assertion import (
    Assertion,
    AssertionId,
    AssertionState,
    Settlement,
)
from assistant.improvement.assertions.assertion_consequences import (
    AssertionConsequences,
    has_more,
)
from assistant.improvement.assertions.assertion_disputes import find_agreeing
from assistant.improvement.assertions.assertion_moves import (
    AssertionRefusal,
    AssertionRefusedError,
    by_id,
    open_first,
)
from assistant.improvement.assertions.assertion_steps import AssertionSteps
from assistant.improvement.assertions.ports import AssertionConflictError, UnknownAssertionError
from assistant.improvement.assertions.settled_insights import SettledInsights
from assistant.kit.web.web_errors import ErrorCode, RefusedError

_PAGES = PageFolder(say, (Path(__file__).parent / "templates",))
_OPEN = (AssertionState.DISPUTED, AssertionState.POSTED)
_SAID = tuple(map(str, Settlement))
_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionPages:
    """Make the pages."""

    site: AssertionSite
    insights: Site

    async def all(
        self, request: Request, who: SignedIn, chrome: Chrome, state: AssertionState | None
    ) -> Response:
        """Return the list of a state; None: of those that are open."""
        every = await self.site.book.all()
        words = await self._words(chrome.language)
        wanted = _OPEN if state is None else (state,)
        shown = [one for one in open_first(every) if one.state in wanted]
        return await _PAGES.page(
            self.site.dashboard.console,
            request,
            who,
            "assertions.html",
            here=IMPROVE,
            title=say("list.title", chrome.language),
            page=PAGE,
            rows=shown[:_ROWS],
            more=max(0, len(shown) - _ROWS),
            every=by_id(every),
            agreeing={one.assertion_id: find_agreeing(one, every) for one in shown[:_ROWS]},
            counts={one: sum(it.state is one for it in every) for one in AssertionState},
            opened=sum(one.is_open for one in every),
            state=state,
            words=words,
        )

    async def show(
        self, request: Request, who: SignedIn, chrome: Chrome, assertion_id: str
    ) -> Response:
        """Return the page of one."""
        return await self._one(request, who, chrome, await self._find(assertion_id))

    async def settle(
        self,
        request: Request,
        who: SignedIn,
        chrome: Chrome,
        assertion_id: str,
        form: SettlementForm,
    ) -> Response:
        """Settle one as a person says; a settlement whose consequence is missing goes on."""
        one, words = await self._find(assertion_id), await self._words(chrome.language)
        work = words.work(one.thing)
        steps = AssertionSteps(
            book=self.site.book,
            consequences=AssertionConsequences(
                changes=self.site.changes,
                move_insight=SettledInsights(
                    acting=self.insights.acting, audit=self.site.audit
                ).move,
                clock=self.site.changes.clock,
            ),
            audit=self.site.audit,
            clock=self.site.changes.clock,
        )
        by = str(who.agent.agent_id)
        try:
            if one.state is AssertionState.SETTLED and one.settlement is form.settlement:
                settled = await steps.carry_on(one, by=by, work=work)
            else:
                settled = await steps.settle(
                    one.assertion_id,
                    form.settlement,
                    by=by,
                    reason=form.reason,
                    version=form.version,
                    work=work,
                )
        except AssertionRefusedError as error:
            return await self._one(request, who, chrome, one, wrong=error.why, status=422)
        except AssertionConflictError:
            newest = await self._find(assertion_id)
            return await self._one(request, who, chrome, newest, wrong="overtaken", status=409)
        said = urlencode({"said": settled.settlement})
        return RedirectResponse(f"{PAGE}/{settled.assertion_id}?{said}", status_code=303)

    async def _one(
        self,
        request: Request,
        who: SignedIn,
        chrome: Chrome,
        one: Assertion,
        *,
        wrong: str | AssertionRefusal = "",
        status: int = 200,
    ) -> Response:
        language, every = chrome.language, await self.site.book.all()
        known, words = by_id(every), await self._words(language)
        people = await self.site.dashboard.console.reading.names()
        said = request.query_params.get("said", "")
        return await _PAGES.page(
            self.site.dashboard.console,
            request,
            who,
            "assertion.html",
            here=IMPROVE,
            title=words.sentence(one.thing),
            status=status,
            page=PAGE,
            one=one,
            words=words,
            beside=_beside(one, every),
            settlements=list(Settlement),
            unfinished=has_more(one),
            known=known,
            people={by: people.get(AgentId(by), by) for by in {move.by for move in one.moves}},
            wrong=say(f"wrong.{wrong}", language) if wrong else "",
            said=say(f"said.{said}", language) if said in _SAID else "",
        )

    async def _find(self, assertion_id: str) -> Assertion:
        try:
            return await self.site.book.get(AssertionId(assertion_id))
        except UnknownAssertionError:
            raise RefusedError(ErrorCode.NOT_FOUND) from None

    async def _words(self, language: Language) -> AssertionWords:
        found = await self.insights.reading.insights()
        changes = await self.site.changes.book.all()
        return AssertionWords(
            language=language,
            names=await names_of(self.insights, language),
            insights={str(one.insight_id): one for one in found},
            changes={str(one.change_id): one for one in changes},
        )


def _beside(one: Assertion, every: Sequence[Assertion]) -> list[tuple[Assertion, str, str]]:
    """Return an assertion, and those of others on the same, each with its cause and direction."""
    known = by_id(every)
    disputing = [
        (known[it.by], str(it.cause), "disputing") for it in one.disputes if it.by in known
    ]
    there = {other.assertion_id for other, _, _ in disputing}
    disputed = [
        (other, str(it.cause), "disputed")
        for other in every
        for it in other.disputes
        if it.by == one.assertion_id and other.is_open and other.assertion_id not in there
    ]
    agreeing = [(other, "", "agreeing") for other in find_agreeing(one, every)]
    return [(one, "", ""), *disputing, *disputed, *agreeing]

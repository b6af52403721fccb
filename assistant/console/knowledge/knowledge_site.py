"""Hold the parts behind the knowledge pages, and the frame that all of them share."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from fastapi import Request
from starlette.responses import Response

from assistant.answers.verified.ports import VerifiedBook
from assistant.console.conversations.console_parts import Console, PageFolder
from assistant.console.insights.kept_coverage import kept_report
from assistant.console.knowledge.answered_questions import AnsweredQuestion, answered_questions
from assistant.console.knowledge.conflicting_pages import Conflict, find_conflicts
from assistant.console.knowledge.index_view import IndexContents, IndexedPage, IndexedProduct
from assistant.console.knowledge.knowledge_texts import count, moment, number, say
from assistant.console.knowledge.read_statements import statements_of, with_questions
from assistant.console.knowledge.source_ledger import SourceLedger, ledger_path, read_ledger
from assistant.console.knowledge.source_list import NamedSource, SourceKind, page_key
from assistant.console.knowledge.source_tallies import (
    NO_USE,
    AnswerTally,
    ItemKey,
    KnownAddresses,
    items_of,
    tally_items,
)
from assistant.console.knowledge.verified_conflicts import (
    VerifiedConflict,
    find_verified_conflicts,
)
from assistant.console.setup.reason_words import say_reason
from assistant.console.setup.setup_texts import say as say_setup
from assistant.console.setup.shop_connection import system_name
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import SourceSchedules
from assistant.console.shell.access import SignedIn, access_of
from assistant.console.shell.page_response import language_of
from assistant.conversation.message import Language
from assistant.desk.lists.source_uses import SourceUses
from assistant.desk.staff.audit_chain import Action
from assistant.kit.settings.live_settings import LiveSettings
from assistant.ports import EventLog
from retrieval.types import Passage

HOME = "/console/knowledge"
SECTIONS = ("sources", "pages", "products")
"""Parts of the knowledge, in the order of their menu."""
_CONSOLE = Path(__file__).parents[1]
_PAGES = PageFolder(say, (_CONSOLE / "knowledge" / "templates", _CONSOLE / "setup" / "templates"))
_USES = 120  # answers whose questions are read
_SHOWN = 20  # questions of the page as a whole
_MOST = 5  # questions of one statement
_TOLD = 500  # replies that named two pages which disagree


@dataclass(frozen=True, kw_only=True)
class KnowledgeState:
    """Hold the facts about sources and pages at one moment."""

    ledger: SourceLedger
    addresses: KnownAddresses
    tallies: Mapping[ItemKey, AnswerTally]
    conflicts: Sequence[Conflict]
    off: AbstractSet[str]

    @cached_property
    def origins(self) -> Mapping[ItemKey, str]:
        """Return the source of every page and product that answers."""
        return {
            item.key: one.origin
            for one in self.ledger.sources
            if not one.is_off
            for item in one.items
        }

    def titles(self) -> Mapping[ItemKey, str]:
        """Return the title of every page and product that answers."""
        return {one.key: one.title for one in items_of(self.ledger)}


@dataclass(frozen=True, slots=True, kw_only=True)
class UntoldFact:
    """Hold a fact that customers asked of a product and that nobody told them."""

    name: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSite:
    """Hold the parts that the pages need."""

    console: Console
    live: LiveSettings
    sources: ShopSources
    marks: SourceMarks
    schedules: SourceSchedules
    uses: SourceUses
    events: EventLog
    verified: VerifiedBook
    written: Path  # folder of the pages written here
    commanded: Callable[[], Sequence[str]]  # paths that a command indexed last. Blocks
    ask_reading: Callable[[], Awaitable[None]] | None  # None: this process reads nothing
    contents: IndexContents
    find_draft: Callable[[str, str], Awaitable[str]]  # by document and language; "": there is none
    asked_of: Callable[[str, Language], Awaitable[Sequence[UntoldFact] | None]]  # None: not loaded

    async def state(self) -> KnowledgeState:
        """Return the state as of now."""
        ledger, report, off = await asyncio.to_thread(self._read)
        uses, told = await self.uses.use_counts(), await self.uses.conflicts(limit=_TOLD)
        items = items_of(ledger)
        addresses = KnownAddresses.of(items)
        return KnowledgeState(
            ledger=ledger,
            addresses=addresses,
            tallies=tally_items(items, uses),
            conflicts=find_conflicts(addresses, report, told),
            off=off,
        )

    def _read(self) -> tuple[SourceLedger, Mapping[str, Any], AbstractSet[str]]:
        report = kept_report(self.sources.data_dir)
        return (
            current_ledger(self.sources.data_dir),
            orjson.loads(report) if report else {},
            self.marks.off(),
        )

    async def named_sources(self) -> list[NamedSource]:
        """Return every source that there is, in the order in which they are read."""
        settings = await self.live.read()
        return await asyncio.to_thread(self._named, system_name(settings))

    def _named(self, system: str) -> list[NamedSource]:
        def source(origin: str | Path, kind: SourceKind, name: str = "") -> NamedSource:
            return NamedSource(origin=str(origin), name=name or str(origin), kind=kind)

        written = self.written.resolve()
        named = [source(one, SourceKind.COMMAND) for one in self.commanded()]
        if system:
            named.append(source(self.sources.system_file(system), SourceKind.SYSTEM, system))
        named += [source(one, SourceKind.FILE, one.name) for one in self.sources.files()]
        named += [source(one, SourceKind.ADDRESS) for one in self.sources.addresses()]
        if any(written.glob("*.json")):
            named.append(source(written, SourceKind.WRITTEN))
        return list({one.origin: one for one in reversed(named)}.values())[::-1]

    async def item_page(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        item: IndexedPage | IndexedProduct,
        *,
        passages: Sequence[Passage],
        among: Sequence[IndexedPage] | Sequence[IndexedProduct],
        state: KnowledgeState,
        **values: Any,  # noqa: ANN401 - a template's own
    ) -> Response:
        """Return the page of a page or product, with its statements and its translations."""
        read = await asyncio.to_thread(statements_of, passages)
        asked = await self._questions(request, who, item, state)
        parts, others = await asyncio.to_thread(with_questions, read, asked)
        verified: Sequence[VerifiedConflict] = ()
        if isinstance(item, IndexedPage):
            kept = await self.verified.all()
            verified = await asyncio.to_thread(find_verified_conflicts, item, read, kept)
        return await self.page(
            request,
            who,
            template,
            title=item.title,
            shown=item,
            parts=parts,
            verified=verified,
            tally=state.tallies.get(item.key, NO_USE),
            questions=others[:_SHOWN],
            are_others=len(others) < len(asked),
            most=_MOST,
            translations=[
                one for one in among if one.key[1] == item.key[1] and one.language != item.language
            ],
            **values,
        )

    async def _questions(
        self,
        request: Request,
        who: SignedIn,
        item: IndexedPage | IndexedProduct,
        state: KnowledgeState,
    ) -> Sequence[AnsweredQuestion]:
        """Return the newest questions that a page or product answered, and audit the reading."""
        addresses = state.addresses
        title = item.title if addresses.is_shared(item.url) else None
        uses = await self.uses.answers(item.url, title=title, limit=_USES)
        mine = [one for one in uses if addresses.find(one.url, one.title) == item.key]
        questions = await answered_questions(self.events, mine)
        if questions:
            read = Action.INSIGHT_QUOTES_READ
            await access_of(request).note(who, read, page_key(item.key))
        return questions

    @property
    def zone(self) -> ZoneInfo:
        """Return the shop's time zone."""
        return self.console.reading.zones(None)

    async def page(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        *,
        at: str,
        title: str = "",
        status: int = 200,
        **values: Any,  # noqa: ANN401 - a template's own
    ) -> Response:
        """Return a page; `at`: its place in the menu of these pages."""
        language = language_of(request)
        return await _PAGES.page(
            self.console,
            request,
            who,
            template,
            here=HOME,
            status=status,
            title=title or say(f"nav.{at}", language),
            at=at,
            sections=SECTIONS,
            say_setup=lambda name, /, **given: say_setup(name, language, **given),
            say_reason=partial(say_reason, language=language),
            number=partial(number, language=language),
            count=partial(count, language=language),
            moment=partial(moment, zone=self.zone, language=language),
            zone=str(self.zone),
            page_key=page_key,
            **values,
        )


def current_ledger(data_dir: Path) -> SourceLedger:
    """Return the ledger of the last index, read once for each. Blocks."""
    try:
        changed = ledger_path(data_dir).stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return _ledger_at(data_dir, changed)


@lru_cache(maxsize=2)
def _ledger_at(data_dir: Path, changed: int) -> SourceLedger:
    del changed  # it is part of the cache's key
    return read_ledger(data_dir)

"""The pages of insights over HTTP, in process, on rows that customers might have left."""

import shutil
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import httpx

from assistant.console.conversations.console_pages import Pages
from assistant.console.insights import draft_routes, task_routes, webhook_routes
from assistant.console.insights.insight_announcements import Announcer
from assistant.console.insights.insight_pages import Site
from assistant.console.insights.page_requests import TEMPLATES
from assistant.console.insights.routes import Dashboard, routes
from assistant.console.quality import quality_routes
from assistant.console.quality.quality_routes import QualitySite
from assistant.console.report import report_routes
from assistant.console.report.report_sources import ReportSources
from assistant.conversation.message import Language
from assistant.conversation.people import Role
from assistant.improvement.runs.live_check import LiveCheck
from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.drafting.draft_changes import Drafting
from assistant.insights.insight import Insight, Kind, Window
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.kept_insights import keep
from assistant.insights.lake.lake import Lakes
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.rounds.build_findings import find_all
from assistant.insights.wording.insight_wording import Names
from assistant.kit.announcing.subscriptions import Subscriptions
from assistant.messages.channels.message_charges import MessagePrices
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.support.memory.announcement_book import MemoryAnnouncementBook
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.memory.intent_book import MemoryIntentBook
from tests.support.memory.message_charges import MemoryChargeBook
from tests.support.memory.page_draft_book import MemoryDraftBook
from tests.support.memory.quality_book import MemoryQualityBook
from tests.support.memory.scenario_book import MemoryScenarioBook
from tests.support.memory.trial_run_book import MemoryTrialRuns
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.pages.console_desktop import FILE_RULES
from tests.support.pages.console_house import House
from tests.support.pages.staff_office import Office, include_later
from tests.support.seeds.insight_rows import NOON, TODAY, Talks

Enter = Callable[[str, Role], Awaitable[httpx.AsyncClient]]

NAMES: Mapping[str, str] = {"p1": "Robe Margaux", "p2": "Lampe Ada"}


def talkative() -> Talks:
    """Return a month in which something is wanted, something breaks and something is unclear."""
    talks = Talks()
    talks.quiet(300, product_id="p2", category="lampes", language="fr")
    for number in range(24):
        talks.talk(
            (SignalType.PRODUCT_NOT_FOUND, "maillot de bain"),
            days_ago=1 + number % 20,
            language="fr",
            text="avez-vous des maillots de bain <b>noirs</b> ?",
            question=True,
            answered=Answered.NO,
        )
    for number in range(20):
        talks.talk(
            (SignalType.DEFECT, "zip"),
            days_ago=1 + number % 10,
            polarity=-1,
            language="en",
            product_id="p1",
            category="robes",
            text="the zip broke on the second day",
        )
        talks.talk(
            (SignalType.ATTRIBUTE_ASKED, "lining"),
            days_ago=1 + number % 10,
            language="en",
            product_id="p1",
            category="robes",
            text="is it lined?",
            question=True,
            answered=Answered.NO,
        )
    return talks


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A build of `talkative`, and the insights that it shows."""

    root: Path
    insights: Sequence[Insight]

    @classmethod
    def build(cls, root: Path) -> Self:
        """Build rows in `root`, and find what they show: seconds of work."""
        lake = talkative().lake(root)
        found = find_all(lake, Window.before(TODAY, days=90))
        lake.close()
        return cls(root=root, insights=keep({}, found, now=NOON))


class Built(Protocol):
    """Rows in a folder, and the insights that they show."""

    @property
    def root(self) -> Path: ...
    @property
    def insights(self) -> Sequence[Insight]: ...


class Gallery:
    """A console with the pages of insights; nothing is built unless `build` is called."""

    def __init__(
        self,
        office: Office,
        root: Path,
        *,
        names: Mapping[str, str] = NAMES,
        allow_private: bool = False,
    ) -> None:
        """Take what products are called as `names`; no scenario is saved."""
        self.scenarios, self.runs = MemoryScenarioBook(), MemoryTrialRuns()
        check = LiveCheck(book=self.scenarios, runs=self.runs, clock=office.clock)
        self.house = House(office, check=check)
        self.root = root
        self._names = names
        self._may_load: threading.Event | None = None
        self.book = MemoryInsightBook()
        self.lakes = Lakes(root=root)
        self.drafts = MemoryDraftBook()
        self.verified = MemoryVerifiedBook()
        self.charges = MemoryChargeBook()
        self.reported = ReportSources(
            verified=self.verified,
            experiments=MemoryExperimentBook(),
            outcomes=MemoryIntentBook(),
            charges=self.charges,
            message_prices=MessagePrices.read("marketing FR 0.10"),
        )
        self.judgements = MemoryQualityBook()
        reading = InsightReader(book=self.book, lakes=self.lakes)
        self.drafting = Drafting(book=self.drafts, reading=reading, clock=office.clock)
        self.announcements = MemoryAnnouncementBook()
        announcer = Announcer(
            book=self.book,
            announcements=self.announcements,
            names=self._names_in,
            clock=office.clock,
            url="https://desk.example",
        )
        self.acting = InsightSteps(
            book=self.book,
            lakes=self.lakes,
            clock=office.clock,
            follow_ups=(self.drafting.follow_up, announcer.follow_up),
        )
        self.subscribing = Subscriptions(
            book=self.announcements, clock=office.clock, allow_private=allow_private
        )
        self.loaded = 0
        self.app = self.house.app
        self.dashboard = Dashboard(console=self.house.console, load=self._load)
        quality = QualitySite(dashboard=self.dashboard, book=self.judgements)
        include_later(
            self.app,
            lambda: draft_routes.routes(self.dashboard),
            lambda: task_routes.routes(self.dashboard),
            lambda: webhook_routes.routes(self.dashboard, self.subscribing),
            lambda: routes(self.dashboard),
            lambda: report_routes.routes(self.dashboard, self.reported),
            lambda: quality_routes.routes(quality),
        )

    async def build(self, month: "Built") -> None:
        """Have a build, and what it shows."""
        shutil.copytree(month.root, self.root, dirs_exist_ok=True)
        for one in month.insights:
            await self.book.put(one, expected_version=None)

    def hold(self, may_load: threading.Event) -> None:
        """Have loading what pages count with wait until `may_load` is set."""
        self._may_load = may_load

    async def one(self, kind: Kind) -> Insight:
        """Return the insight of a type."""
        return next(one for one in await self.book.all() if one.finding.kind is kind)

    def _load(self) -> Site:
        if self._may_load is not None:
            self._may_load.wait()
        self.loaded += 1
        console = self.house.console
        return Site(
            reading=InsightReader(book=self.book, lakes=self.lakes),
            acting=self.acting,
            pages=Pages(static=console.assets.base, files=FILE_RULES, further=(TEMPLATES,)),
            clock=console.clock,
            drafting=self.drafting,
            product_names=self._product_names,
        )

    async def _product_names(self, language: Language) -> Mapping[str, str]:
        del language
        return self._names

    async def _names_in(self, language: Language) -> Names:
        del language
        return Names(products=self._names, topics={})

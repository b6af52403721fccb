"""A turn put together from parts that do what a test says."""

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.conversation.product_search import ProductSearch
from assistant.desk.handoff.wait_outlook import Outlook
from assistant.kit.settings.settings import Settings
from assistant.messages.policy.turn_decision import Policy
from assistant.messages.ports import Knowledge
from assistant.messages.turn import Turn
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.ports import LiveTable
from assistant.understanding.types import ReadingContext, Understanding
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.searching.live_passages import NO_LIVE, LivePassages
from retrieval.searching.search import Searcher
from retrieval.types import Evidence, Filter, PassageKind, Vector
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import NOON
from tests.unit.assistant.answers.shop_fixture import (
    BOOTS,
    HALFWAY,
    QUESTION_VECTOR,
    direction,
    page,
)

CID = ConversationId("c1")
RETURNS = page("Retours", ("Vous avez 30 jours pour un retour.", QUESTION_VECTOR))
FAR = page("Boutique", ("Vous avez 30 jours pour un retour.", HALFWAY), score=0.1)
NEAR = page("Boutique", ("Vous avez 30 jours pour un retour.", direction(0.83, 0.557)))
CONTACT: dict[Language, str] = {
    "fr": "Appelez le 01 23 45 67 89.",
    "en": "Call 01 23 45 67 89.",
}


THERE = Outlook(at=NOON, timezone=ZoneInfo("Europe/Paris"), open=True, staffed=True)


class Shelf(Searcher):
    """Finds what it was given, if the filter names no other source."""

    def __init__(self, *evidence: Evidence) -> None:
        self.evidence = evidence
        self.looked_for: list[str] = []

    @property
    def version(self) -> str:
        return "v7"

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(titles=((BOOTS.product_id, BOOTS.title),))

    def sought(self, vector: Vector, language: str) -> Vector:
        del language
        return vector

    async def search(
        self,
        text: str,
        vector: Vector,
        *,
        language: str,
        where: Filter = Filter(),  # noqa: B008  # as the method it stands for
        limit: int = 5,
        per_source: int = 1,
        only: PassageKind | None = None,
        live: LivePassages = NO_LIVE,
    ) -> tuple[Evidence, ...]:
        del vector, language, per_source, live
        self.looked_for.append(text)
        fits = (
            e
            for e in self.evidence
            if e.passage.source_id in (where.source_ids or (e.passage.source_id,))
        )
        return tuple(e for e in tuple(fits)[:limit] if only in {None, e.passage.kind})


@dataclass
class Index:
    """One version."""

    shelf: Shelf

    async def current(self) -> Knowledge:
        return Knowledge.of(self.shelf)


@dataclass
class Reads:
    """Understands every message the same way, and takes 12 ms for it."""

    understanding: Understanding
    clock: HandClock
    read_so_far: list[tuple[str, str, Language | None]] = field(default_factory=list)
    searches: list[ProductSearch | None] = field(default_factory=list)  # that were going on

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        assert context.vocabulary.titles
        self.searches.append(context.search)
        self.read_so_far.append((text, context.topic, context.language))
        self.clock.move(0.012)
        return replace(self.understanding, text=text, message=text)


class Expecting:
    """Expects what a test says; somebody is there at first."""

    def __init__(self, outlook: Outlook = THERE) -> None:
        self.expected = outlook
        self.asked_about: list[Reason] = []

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        del conversation
        self.asked_about.append(reason)
        return self.expected


class Assistant:
    """A turn and what it is made of."""

    def __init__(self, understanding: Understanding, *evidence: Evidence) -> None:
        self.clock = HandClock()
        self.reader = Reads(understanding, self.clock)
        self.shelf = Shelf(*evidence)
        self.tables = MemoryAutonomyTables()
        self.expecting = Expecting()
        self.turn = Turn(
            reader=self.reader,
            index=Index(self.shelf),
            policy=Policy(min_confidence=0.5, floor=0.5, chitchat_floor=0.8),
            shop=Shop(name="Brisemare", contact=CONTACT),
            clock=self.clock,
            max_chars=100,
            limit=5,
            default_language="fr",
            autonomy=AnswerAutonomy(autonomy=LiveTable(self.tables)),
            outlooks=self.expecting,
        )

    @property
    def parts(self) -> AnswerParts:
        """Return the parts of a turn, as a process opens them."""
        return AnswerParts(
            settings=Settings(),
            reader=self.turn.reader,
            index=self.turn.index,
            shop=self.turn.shop,
        )

    async def take(self, *events: ConversationEvent) -> tuple[ConversationEvent, ...]:
        return await self.turn.take(Conversation.fold(CID, events))

"""The desk's lists in memory: every question goes through all conversations."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.events import StoredEvent
from assistant.conversation.ids import ALL_SHARDS, AgentId, ConversationId, TeamId, shard_of
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.list_pages import ListPlace, check, cursor, is_queue, place_of, start
from assistant.desk.lists.list_projection import project
from assistant.desk.lists.search_words import asked_for, words_in
from assistant.desk.lists.source_uses import SourceUse, UseCount, UseKind
from assistant.desk.lists.work_measures import Measure
from assistant.desk.ports import Case, CasePage, CaseQuery, LabelUse, Load, ProjectionStep, View
from assistant.ports import EventLog

_OF_ONE_PERSON = 50


class MemoryCases:
    """Follows one log, within one event loop."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._positions = dict.fromkeys(ALL_SHARDS, 0)
        self._standings: dict[ConversationId, Standing] = {}
        self._measures: list[Measure] = []
        self._uses: list[SourceUse] = []
        self._words: defaultdict[ConversationId, set[str]] = defaultdict(set)

    async def list(self, query: CaseQuery) -> CasePage:
        check(query)
        found = {place_of(one): one for one in self._standings.values() if self._fits(one, query)}
        behind = start(query)
        places = _in_order(list(found), query)
        if behind is not None:
            places = places[_first_behind(places, behind, query) :]
        shown = places[: query.limit]
        return CasePage(
            cases=tuple(found[place].case for place in shown),
            next=cursor(query, shown[-1]) if len(places) > query.limit else "",
        )

    async def counts(
        self, agent_id: AgentId | None, *, teams: tuple[TeamId, ...] | None = None
    ) -> dict[View, int]:
        seen = [one for one in self._standings.values() if _is_seen(one, agent_id, teams)]
        return {view: sum(_is_in(view, one, agent_id) for one in seen) for view in View}

    async def with_id(self, conversation_id: ConversationId) -> Case | None:
        found = self._standings.get(conversation_id)
        return found.case if found and not found.erased else None

    async def of_contact(self, conversation_id: ConversationId) -> Sequence[Case]:
        this = self._standings.get(conversation_id)
        if this is None or this.erased:
            return ()
        others = [one for one in self._standings.values() if one is not this and _same(one, this)]
        others.sort(key=lambda one: place_of(one).newest, reverse=True)
        return tuple(one.case for one in others[:_OF_ONE_PERSON])

    async def loads(self) -> Sequence[Load]:
        claimed, asked = Counter[AgentId](), Counter[AgentId]()
        for one in self._standings.values():
            now = one.ownership
            if now.status is ConversationStatus.OPEN and now.agent_id is not None:
                (claimed if now.claimed else asked)[now.agent_id] += 1
        return tuple(
            Load(agent_id=agent, claimed=claimed[agent], asked=asked[agent])
            for agent in sorted({*claimed, *asked})
        )

    async def labels(self) -> Sequence[LabelUse]:
        uses = Counter(label for one in self._standings.values() for label in one.labels)
        return tuple(LabelUse(label=label, conversations=uses[label]) for label in sorted(uses))

    async def due(self, now: datetime, *, limit: int) -> Sequence[ConversationId]:
        found = [
            (at, one.conversation_id)
            for one in self._standings.values()
            if (at := one.deadline) is not None and at <= now
        ]
        return tuple(conversation_id for _, conversation_id in sorted(found)[:limit])

    async def measures(self, since: datetime, until: datetime) -> Sequence[Measure]:
        found = [one for one in self._measures if since <= one.at < until]
        return sorted(found, key=lambda one: (one.at, one.conversation_id, one.sequence))

    async def use_counts(self) -> Sequence[UseCount]:
        by_source = defaultdict[tuple[str, str], list[SourceUse]](list)
        for one in self._uses:
            by_source[one.url, one.title].append(one)
        return [
            UseCount(
                url=url,
                title=title,
                answered=sum(one.kind is UseKind.ANSWERED for one in found),
                conflicting=sum(one.kind is UseKind.CONFLICTING for one in found),
                helpful=sum(one.helpful is True for one in found),
                unhelpful=sum(one.helpful is False for one in found),
                last_at=max(one.at for one in found),
            )
            for (url, title), found in by_source.items()
        ]

    async def answers(
        self, url: str, *, title: str | None = None, limit: int
    ) -> Sequence[SourceUse]:
        mine = (o for o in self._uses if o.url == url and title in (None, o.title))
        return _newest((o for o in mine if o.kind is UseKind.ANSWERED), limit)

    async def answers_between(
        self, since: datetime, until: datetime, *, limit: int
    ) -> Sequence[SourceUse]:
        first = (o for o in self._uses if o.place == 0 and o.kind is UseKind.ANSWERED)
        return _newest((o for o in first if since <= o.at < until), limit)

    async def conflicts(self, *, limit: int) -> Sequence[SourceUse]:
        return _newest((o for o in self._uses if o.kind is UseKind.CONFLICTING), limit)

    async def follow(self, conversation_id: ConversationId) -> bool:
        known = self._standings.get(conversation_id)
        record = await self._log.read(conversation_id, after=known.sequence if known else 0)
        for stored in record.events:
            self._take(stored)
        return bool(record.events)

    async def advance(self, *, limit: int, shards: Collection[int] = ALL_SHARDS) -> ProjectionStep:
        position, found = min(self._positions[one] for one in shards), list[StoredEvent]()
        while len(found) < limit and (page := await self._log.tail(position, limit=limit)):
            mine = [stored for stored in page if self._is_new(stored, shards)]
            found += mine[: limit - len(found)]
            position = (found if len(found) == limit else page)[-1].position
        for stored in found:
            self._take(stored)
        for one in shards:
            self._positions[one] = max(self._positions[one], position)
        return ProjectionStep(
            position=position,
            events=len(found),
            more=bool(await self._log.tail(position, limit=1)),
            changed=tuple(dict.fromkeys(stored.event.conversation_id for stored in found)),
        )

    def _is_new(self, stored: StoredEvent, shards: Collection[int]) -> bool:
        shard = shard_of(stored.event.conversation_id)
        return shard in shards and stored.position > self._positions[shard]

    async def level(self) -> int:
        return await self.last_position() - min(self._positions.values())

    async def start_over(self) -> None:
        self._positions = dict.fromkeys(ALL_SHARDS, 0)
        self._standings.clear()
        self._words.clear()
        self._measures.clear()
        self._uses.clear()

    async def is_current(self) -> bool:
        return True

    async def last_position(self) -> int:
        position = min(self._positions.values())
        while events := await self._log.tail(position, limit=1000):
            position = events[-1].position
        return position

    def _take(self, stored: StoredEvent) -> None:
        conversation_id = stored.event.conversation_id
        before = self._standings.get(conversation_id, Standing(conversation_id=conversation_id))
        projected = project(before, [stored])
        self._standings[conversation_id] = projected.after
        self._measures += projected.measures
        for _, words in projected.words:
            self._words[conversation_id].update(words)
        self._uses += projected.uses
        for thumb in projected.thumbs:
            self._uses = [
                replace(one, helpful=thumb.helpful) if one.reply_id == thumb.reply_id else one
                for one in self._uses
            ]
        if projected.after.erased:
            self._words.pop(conversation_id, None)
            self._uses = [one for one in self._uses if one.conversation_id != conversation_id]

    def _fits(self, one: Standing, query: CaseQuery) -> bool:
        case = one.case
        return (
            _is_in(query.view, one, query.agent_id)
            and _is_seen(one, query.agent_id, query.teams)
            and query.team in (None, case.team)
            and (not query.label or query.label in case.labels)
            and query.channel in (None, case.channel)
            and query.language in (None, case.language)
            and self._has(one, asked_for(query.words))
        )

    def _has(self, one: Standing, words: Sequence[str]) -> bool:
        labels = (word for label in one.labels for word in words_in(label))
        own = [*self._words[one.conversation_id], *labels]
        return all(any(word.startswith(asked) for word in own) for asked in words)


def _newest(found: Iterable[SourceUse], limit: int) -> Sequence[SourceUse]:
    return sorted(found, key=lambda o: (o.at, o.sequence, o.place), reverse=True)[:limit]


def _is_in(view: View, one: Standing, agent_id: AgentId | None) -> bool:  # noqa: PLR0911  # one line a case
    now = one.ownership
    if one.erased:
        return False
    match view:
        case View.MINE:
            return (
                now.status is ConversationStatus.OPEN
                and agent_id is not None
                and now.agent_id == agent_id
            )
        case View.UNASSIGNED:
            return now.status is ConversationStatus.OPEN and now.agent_id is None
        case View.OPEN:
            return now.status is ConversationStatus.OPEN
        case View.ASSISTANT:
            return now.status is ConversationStatus.PENDING
        case View.SNOOZED:
            return now.status is ConversationStatus.SNOOZED
        case View.RESOLVED:
            return now.status is ConversationStatus.RESOLVED
        case View.MENTIONS:
            return agent_id in one.mentions
        case View.ALL:
            return True
        case _:
            assert_never(view)


def _is_seen(one: Standing, agent_id: AgentId | None, teams: tuple[TeamId, ...] | None) -> bool:
    now = one.ownership
    own = agent_id is not None and now.agent_id == agent_id
    return teams is None or own or now.team is None or now.team in teams


def _in_order(places: list[ListPlace], query: CaseQuery) -> list[ListPlace]:
    if is_queue(query):
        return sorted(places, key=lambda place: place.queue)
    return sorted(places, key=lambda place: place.newest, reverse=True)


def _first_behind(places: list[ListPlace], behind: tuple[int | str, ...], query: CaseQuery) -> int:
    """Return the index of the first place after the key of the page before."""
    if is_queue(query):
        ascending: Callable[[ListPlace], tuple[int | str, ...]] = lambda place: place.queue  # noqa: E731
        return bisect_right(places, behind, key=ascending)
    older = sum(place.newest < behind for place in places)
    return len(places) - older


def _same(one: Standing, other: Standing) -> bool:
    """Return whether two conversations are the same person's."""
    if one.erased or other.erased:
        return False
    contact = (one.channel, one.account_id, one.contact_id)
    customer, email = one.customer_id, one.ownership.email
    return (
        contact == (other.channel, other.account_id, other.contact_id)
        or (customer is not None and customer == other.customer_id)
        or (email != "" and email == other.ownership.email)
    )

"""Build rows and topics from conversations and texts: read this file first, then `learning_round`.

    log, imports -> what is new -> topics that nobody knew -> rows, laid aside by day
                 -> merged with the build before -> made current in one step

A build adds the events since the build before. Conversations that went on, or whose customer
bought something, are read whole and their rows replaced, so that many builds and one give the
same rows. Everything is built anew where the rules that make rows changed, or on request.
"""

import hashlib
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, replace

import orjson
import structlog

from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import ExposureRow, Rows
from assistant.insights.lake.builds import Build, Builds, BuildState
from assistant.insights.lake.lake import Lakes, pack
from assistant.insights.lake.row_files import Staging, count, merge
from assistant.insights.ports import Exposures
from assistant.insights.rounds.build_sources import (
    Keys,
    News,
    Progress,
    Sources,
    news_of_imports,
    news_of_log,
    news_of_sales,
)
from assistant.insights.rounds.build_topics import (
    LOOKED_AT,
    find_topics,
    look_again,
    sample,
    with_topics,
)
from assistant.insights.topics.topic_set import TopicSet
from assistant.ports import Clock

log = structlog.get_logger(__name__)


def silent(what: str, done: int, of: int) -> None:
    """Report no progress."""
    del what, done, of


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOutcome:
    """Hold the result of a build."""

    number: int
    read: int  # conversations and imported texts that were read
    conversations: int
    messages: int
    topics: int
    anew: bool  # from the log's first event
    changed: bool


@dataclass(slots=True, kw_only=True)
class _Work:
    """Hold a build in the making."""

    news: News
    anew: bool
    before: Build | None  # None: nothing of it is kept
    topics: TopicSet
    exposures: Sequence[ExposureRow]
    exposed_as_before: bool
    read: dict[str, Rows] = field(default_factory=dict)  # already, to find topics
    again: Keys = field(default_factory=Keys)  # what may have a topic now

    @property
    def changes_nothing(self) -> bool:
        """Return whether a build would be the same as the build before."""
        return self.before is not None and self.news.is_empty and self.exposed_as_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Make builds, one at a time; the caller holds the lock of the round."""

    sources: Sources
    exposures: Exposures
    lakes: Lakes
    clock: Clock
    dimensions: int  # of the vectors
    looked_at: int = LOOKED_AT  # conversations or texts in which one build looks for topics

    async def build(
        self, *, anew: bool = False, split: Collection[str] = (), progress: Progress = silent
    ) -> BuildOutcome:
        """Build with everything new; `split` names topics to be split.

        Raises:
            BuildRunningError: another process builds.
            LogUnavailableError: the log cannot be read.
            OSError: the disk is full.
        """
        builds = Builds(self.lakes.root)
        with builds.building():
            return await self._build(builds, anew=anew, split=split, progress=progress)

    async def _build(
        self,
        builds: Builds,
        *,
        anew: bool,
        split: Collection[str],
        progress: Progress,
    ) -> BuildOutcome:
        work = await self._begin(builds, anew=anew, progress=progress)
        if work.before is not None and work.changes_nothing and not split:
            return _told(work, work.before, changed=False)
        new = builds.begin()
        await self._find_topics(work, split, progress)
        staging = Staging(folder=builds.staging)
        dropped = await self._lay_aside(work, staging, progress)
        staging.add("exposures", work.exposures)
        staging.finish()
        progress("merging", 0, 0)
        merge(work.before, staging, dropped, new)
        if not self.lakes.url:
            pack(new)
        work.topics.save(new.topics)
        new.bought.write_bytes(orjson.dumps(dict(self.sources.projection.bought)))
        builds.publish(new, self._state(work, new))
        told = _told(work, new, changed=True)
        log.info("insights.built", build=new.number, messages=told.messages, anew=work.anew)
        return told

    async def _begin(self, builds: Builds, *, anew: bool, progress: Progress) -> _Work:
        """Find the new events, texts and sales since the build before."""
        try:
            current = builds.current()
            state, topics = current.state(), TopicSet.load(current.topics)
        except (NoBuildError, FileNotFoundError):
            current, state, topics = None, BuildState(), TopicSet.none(self.dimensions)
        anew = anew or current is None or state.projection != self.sources.projection.version
        after = 0 if anew else state.position
        news = await news_of_log(self.sources.log, after=after, progress=progress)
        if anew or state.imports != self.sources.imports.version:
            lake = None if anew else self.lakes.current()
            texts, gone = news_of_imports(self.sources.imports, lake)
            news = replace(news, keys=replace(news.keys, texts=texts), gone=gone)
        if current is not None and not anew:
            before, bought = _bought(current), self.sources.projection.bought
            buyers = tuple(news_of_sales(bought, before, self.lakes.current()))
            news = replace(news, keys=Keys(conversations=buyers).plus(news.keys))
        exposures = list(self.exposures.rows())
        return _Work(
            news=news,
            anew=anew,
            before=None if anew else current,
            topics=topics,
            exposures=exposures,
            exposed_as_before=_name_of(exposures) == state.exposures,
        )

    async def _find_topics(self, work: _Work, split: Collection[str], progress: Progress) -> None:
        """Read as many texts as it takes to find the topics that are not known yet."""
        today = self.clock.now().date()
        if work.before is not None:
            limit = self.looked_at // 2
            work.again = look_again(self.lakes.current(), until=today, split=split, limit=limit)
        chosen = sample(work.news.keys, self.looked_at).plus(
            sample(work.again, self.looked_at // 2)
        )
        async for batch in self._read(work, chosen, "topics", progress):
            work.read.update(batch)
        nothing = TopicSet.none(self.dimensions)
        known = nothing if work.anew else work.topics.without(split)
        before = work.topics if work.anew else None
        found = find_topics(known, work.read.values(), on=today, before=before)
        if not split and len(found.topics) == len(known.topics):
            work.again = Keys()  # nothing can be said of it that was not said before
        work.topics = found

    async def _lay_aside(
        self, work: _Work, staging: Staging, progress: Progress
    ) -> Collection[str]:
        """Write the rows of all texts that are new or read again to `staging`.

        Return the ids whose rows they replace.
        """
        keys = work.news.keys.plus(work.again)
        async for batch in self._read(work, keys, "rows", progress):
            for _, rows in batch:
                placed = with_topics(rows, work.topics)
                staging.add("messages", placed.messages)
                staging.add("signals", placed.signals)
                staging.add("visits", placed.visits)
                staging.add("checks", placed.checks)
        return {*keys.conversations, *keys.texts, *work.news.gone}

    async def _read(
        self, work: _Work, keys: Keys, what: str, progress: Progress
    ) -> AsyncIterator[list[tuple[str, Rows]]]:
        """Yield the rows of all `keys`, first those read already, which are then forgotten."""
        known = [(key, work.read.pop(key)) for key in _both(keys) if key in work.read]
        yield known
        done = len(known)
        progress(what, done, len(keys))
        async for batch in self.sources.read(keys.without({key for key, _ in known})):
            yield batch
            done += len(batch)
            progress(what, done, len(keys))

    def _state(self, work: _Work, new: Build) -> BuildState:
        conversations, messages = count(new)
        return BuildState(
            position=work.news.position,
            projection=self.sources.projection.version,
            imports=self.sources.imports.version,
            exposures=_name_of(work.exposures),
            built_at=self.clock.now().isoformat(),
            conversations=conversations,
            messages=messages,
        )


def _bought(build: Build) -> dict[str, str]:
    """Return the hash of each customer's purchases when the build was made."""
    try:
        known: dict[str, str] = orjson.loads(build.bought.read_bytes())
    except FileNotFoundError:
        return {}
    return known


def _name_of(exposures: Sequence[ExposureRow]) -> str:
    """Return a hash of the exposures; "" if there are none."""
    digest = hashlib.sha256()
    for row in exposures:
        digest.update(repr(row).encode())
    return digest.hexdigest()[:16] if exposures else ""


def _both(keys: Keys) -> list[str]:
    return [*keys.conversations, *keys.texts]


def _told(work: _Work, build: Build, *, changed: bool) -> BuildOutcome:
    state = build.state()
    return BuildOutcome(
        number=build.number,
        read=len(work.news.keys),
        conversations=state.conversations,
        messages=state.messages,
        topics=len(work.topics.topics),
        anew=work.anew,
        changed=changed,
    )

"""Others are told of what happens to insights, once."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import orjson

from assistant.console.insights.insight_announcements import FRESH, Announcer
from assistant.conversation.message import Language
from assistant.insights.insight import Insight, Kind, Move, Status, Subject
from assistant.insights.ports import InsightBook
from assistant.insights.wording.insight_wording import Names
from assistant.kit.announcing.types import (
    DEFAULT_TYPES,
    AnnouncementType,
    SubscriberKind,
    TakenDelivery,
)
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.support.memory.announcement_book import MemoryAnnouncementBook
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.insight_rows import NOON, measure, measured_insight, open_insight
from tests.support.simulators.webhook_subscriber import subscriber


async def names(language: Language) -> Names:
    return Names(products={"p1": "Robe"}, topics={"t1": f"Livraison {language}"})


class Stage:
    def __init__(self) -> None:
        self.book = MemoryInsightBook()
        self.announcements = MemoryAnnouncementBook()
        self.clock = HandClock(NOON)
        self.announcer = Announcer(
            book=self.book,
            announcements=self.announcements,
            names=names,
            clock=self.clock,
            url="https://c.example",
        )

    async def told(self) -> list[TakenDelivery]:
        """Return what subscribers are to be told, oldest happening first."""
        now = self.clock.now()
        taken = await self.announcements.take(now, until=now + timedelta(days=1), limit=99)
        return sorted(taken, key=lambda one: one.announcement.announcement_id)


async def stage(*insights: Insight) -> Stage:
    """Return a stage on which these insights are kept, and somebody listens."""
    made = Stage()
    await made.announcements.keep(subscriber())
    for one in insights:
        await made.book.put(one, expected_version=None)
    return made


def moved(insight: Insight, to: Status, **move: object) -> Insight:
    made = Move(**{"to": to, "at": NOON, "by": "zoé", "note": "call Ms Blum", **move})  # type: ignore[arg-type]  # fields of all types
    return replace(insight, status=to, moves=(*insight.moves, made), version=insight.version + 1)


class TestAnInsight:
    async def test_is_told_of_once_when_it_is_found(self) -> None:
        set_ = await stage(open_insight("tents"))

        assert await set_.announcer.announce() == 1
        assert await set_.announcer.announce() == 0

        [told] = await set_.told()
        assert told.announcement.type is AnnouncementType.INSIGHT_OPENED
        insight = told.announcement.data["insight"]
        assert insight["measure"]["customers"] == 12
        assert insight["title"]["en"].startswith("Customers look for “tents”")
        assert insight["url"].startswith("https://c.example/insights/i/")

    async def test_is_told_of_with_each_of_its_moves(self) -> None:
        insight = open_insight("tents")
        set_ = await stage(insight)
        await set_.announcer.announce()
        accepted = moved(insight, Status.ACCEPTED)
        await set_.book.put(accepted, expected_version=0)
        await set_.announcer.announce()
        done = moved(accepted, Status.DONE)
        await set_.book.put(done, expected_version=1)
        await set_.announcer.announce()

        assert [one.announcement.type for one in await set_.told()] == [
            "insight.opened",
            "insight.accepted",
            "insight.done",
        ]

    async def test_that_was_measured_says_what_came_of_it(self) -> None:
        set_ = await stage(measured_insight("tents"))
        await set_.announcer.announce()

        told = [one.announcement for one in await set_.told()]
        assert told[-1].type is AnnouncementType.INSIGHT_MEASURED
        assert told[-1].data["insight"]["effect"]["verdict"] == "fell"

    async def test_is_told_of_though_the_note_of_it_was_lost(self) -> None:
        set_ = await stage(open_insight("tents"))
        lost = replace(set_.announcer, book=cast("InsightBook", _Forgetful(set_.book)))
        await lost.announce()

        assert await set_.announcer.announce() == 0  # its id is known
        assert len(await set_.told()) == 1

    async def test_of_fewer_than_five_customers_is_not_told(self) -> None:
        few = open_insight("tents")
        few = replace(few, finding=replace(few.finding, measure=measure(4, 400)))
        set_ = await stage(few)

        assert await set_.announcer.announce() == 0

    async def test_that_was_found_long_ago_is_no_news(self) -> None:
        set_ = await stage(open_insight("tents"))
        set_.clock.move(FRESH.total_seconds() + 2 * 86_400)

        assert await set_.announcer.announce() == 0
        assert list(await set_.book.unannounced(limit=9)) == []

    async def test_names_its_topic_in_both_languages(self) -> None:
        gap = open_insight("x")
        subject = Subject(topic="t1")
        finding = replace(gap.finding, kind=Kind.CONTENT_GAP, subject=subject, products=("p1",))
        set_ = await stage(replace(gap, finding=finding))
        await set_.announcer.announce()

        [told] = await set_.told()
        insight = told.announcement.data["insight"]
        assert "Livraison fr" in insight["title"]["fr"]
        assert "Livraison en" in insight["title"]["en"]
        assert insight["products"] == [{"id": "p1", "name": "Robe"}]

    async def test_is_told_with_the_time_at_which_it_happened(self) -> None:
        found_at, moved_at = NOON + timedelta(hours=1), NOON + timedelta(hours=5)
        insight = replace(open_insight("tents"), found_at=found_at)
        set_ = await stage(moved(insight, Status.ACCEPTED, at=moved_at))
        set_.clock.move(3 * 86_400)

        await set_.announcer.announce()

        assert [one.announcement.at for one in await set_.told()] == [found_at, moved_at]

    async def test_that_nobody_listens_to_is_not_worded(self) -> None:
        set_ = await stage(open_insight("tents"))
        await set_.announcements.drop(subscriber().subscriber_id)

        assert await replace(set_.announcer, names=no_names).announce() == 0
        assert list(await set_.book.unannounced(limit=9)) == []


async def no_names(language: Language) -> Names:
    raise AssertionError(language)


class TestAnAnnouncement:
    async def test_names_nobody_and_quotes_nobody(self) -> None:
        insight = moved(open_insight("tents"), Status.DISMISSED)
        insight = replace(insight, owner="zoé", note="call Ms Blum", reason="Ms Blum said no")
        set_ = await stage(insight)
        await set_.announcer.announce()

        for one in await set_.told():
            said = orjson.dumps(one.announcement.data).decode()
            assert "zoé" not in said
            assert "Blum" not in said
            assert "m1" not in said  # ids of messages


class TestADefault:
    def test_of_slack_is_the_digest_alone(self) -> None:
        assert DEFAULT_TYPES[SubscriberKind.SLACK] == {AnnouncementType.DIGEST_READY}


class _Forgetful:
    """An insight book of a process that died before it noted that others were told."""

    def __init__(self, book: MemoryInsightBook) -> None:
        self._book = book
        self._given = False

    async def unannounced(self, *, limit: int) -> object:
        given, self._given = self._given, True
        return [] if given else await self._book.unannounced(limit=limit)

    async def mark_announced(self, *_: object) -> None:
        pass

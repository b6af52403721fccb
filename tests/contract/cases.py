"""What every `Cases` with its `CaseProjection` does. Inherit `CasesContract`, override `desk`."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import pytest

from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent, ConversationStarted, CustomerWrote
from assistant.conversation.ids import AgentId, ContactId, ConversationId, TeamId
from assistant.conversation.message import Language
from assistant.desk.lists.source_uses import SourceUses
from assistant.desk.lists.work_statistics import Measures
from assistant.desk.ports import CasePage, CaseProjection, CaseQuery, Cases, View
from assistant.ports import EventLog, UnknownConversationError
from tests.support.seeds.conversation_events import LATER, NOON, WIDGET, minute, started, wrote
from tests.support.seeds.people_events import (
    addressed,
    agent_replied,
    assigned,
    claimed,
    handed_off,
    labelled,
    noted,
    of,
    proven,
    released,
    resolved,
    snoozed,
    suggested,
)

ANNA, BEN = AgentId("anna"), AgentId("ben")


class Lists(Cases, CaseProjection, Measures, SourceUses, Protocol):
    """The four ports, as one object has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """A log and the lists beside it."""

    log: EventLog
    cases: Lists

    async def happens(self, *events: ConversationEvent) -> None:
        """Put events into the log without the lists' taking them in."""
        for event in events:
            if isinstance(event, ConversationStarted):
                await self.log.start(event)
            elif isinstance(event, CustomerWrote):
                await self.log.accept(
                    event, account_id=WIDGET, provider_message_id=event.message_id
                )
            else:
                await self.log.append(event.conversation_id, [event])

    async def after(self, *events: ConversationEvent) -> "DeskView":
        """Put events into the log, and have them taken in."""
        await self.happens(*events)
        while (await self.cases.advance(limit=7)).events:
            pass
        return self

    async def ids(self, query: CaseQuery | None = None) -> list[str]:
        return [case.conversation_id for case in (await self.page(query)).cases]

    async def page(self, query: CaseQuery | None = None) -> CasePage:
        return await self.cases.list(query or CaseQuery(view=View.ALL))

    async def found(self, words: str) -> list[str]:
        return sorted(await self.ids(CaseQuery(view=View.ALL, words=words)))


def opened(name: str, minutes: int = 0, *events: ConversationEvent) -> list[ConversationEvent]:
    """Return a conversation that a customer began, and what happened in it."""
    at = minute(minutes)
    first = replace(started(name, at=at), contact_id=ContactId(f"contact-{name}"))
    return [first, wrote(f"{name}-1", name, at=at), *(of(name, event) for event in events)]


class CasesContract:
    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    async def test_a_conversation_is_in_the_view_of_its_status(self, desk: DeskView) -> None:
        await desk.after(
            *opened("pending"),
            *opened("queued", 1, handed_off()),
            *opened("annas", 2, handed_off(), claimed("anna")),
            *opened("asked", 3, handed_off(), assigned("anna", accept_by=LATER)),
            *opened("bens", 4, handed_off(), claimed("ben")),
            *opened("snoozed", 5, agent_replied("r1", "snoozed-1"), snoozed()),
            *opened("resolved", 6, claimed("anna"), resolved("resolved-1")),
        )

        shown = {view: set(await desk.ids(CaseQuery(view=view, agent_id=ANNA))) for view in View}

        assert shown == {
            View.MINE: {"annas", "asked"},
            View.UNASSIGNED: {"queued"},
            View.OPEN: {"queued", "annas", "asked", "bens"},
            View.ASSISTANT: {"pending"},
            View.SNOOZED: {"snoozed"},
            View.RESOLVED: {"resolved"},
            View.MENTIONS: set(),
            View.ALL: {"pending", "queued", "annas", "asked", "bens", "snoozed", "resolved"},
        }
        assert await desk.cases.counts(ANNA) == {view: len(ids) for view, ids in shown.items()}
        nobodys = await desk.cases.counts(None)
        assert (nobodys[View.MINE], nobodys[View.OPEN]) == (0, 4)
        assert await desk.ids(CaseQuery(view=View.MINE)) == []

    async def test_a_case_is_what_the_conversation_has_come_to(self, desk: DeskView) -> None:
        team = TeamId("returns")
        await desk.after(
            *opened("c1", 0, handed_off(at=minute(1))),
            of("c1", replace(assigned("anna", accept_by=LATER), team=team)),
            of("c1", suggested("s1", "c1-1")),
            labelled("c1", "retour", "vip"),
            proven("c1", "lea"),
            wrote("c1-2", "c1", at=minute(2), text="  Où est\n\nma robe ?  "),
        )

        case = await desk.cases.with_id(ConversationId("c1"))

        assert case is not None
        assert (case.contact_id, case.customer_id, case.language) == ("contact-c1", "lea", "fr")
        assert (case.agent_id, case.claimed, case.team) == (ANNA, False, team)
        assert (case.preview, case.preview_author) == ("Où est ma robe ?", "customer")
        assert (case.waiting_since, case.last_at) == (NOON, minute(2))
        assert (case.handed_off_at, case.accept_by) == (minute(1), LATER)
        assert case.suggestion
        assert case.labels == ("retour", "vip")
        assert (await desk.page()).cases == (case,)

    async def test_there_is_nothing_of_an_unknown_conversation(self, desk: DeskView) -> None:
        nobody = ConversationId("nobody")

        assert await desk.cases.with_id(nobody) is None
        assert list(await desk.cases.of_contact(nobody)) == []
        with pytest.raises(UnknownConversationError):
            await desk.cases.follow(nobody)

    async def test_a_queue_has_what_waits_longest_first_and_what_is_pressing_before(
        self, desk: DeskView
    ) -> None:
        await desk.after(
            *opened("later", 2, handed_off()),
            *opened("answered", 0, claimed("anna"), agent_replied("r1", "answered-1")),
            *opened("sooner", 1, handed_off()),
            *opened("angry", 3, handed_off(reason=Reason.ANGER)),
            *opened("hurt", 4, handed_off(reason=Reason.SAFETY)),
        )

        assert await desk.ids(CaseQuery(view=View.OPEN)) == [
            "hurt",
            "angry",
            "sooner",
            "later",
            "answered",
        ]

    async def test_any_other_list_has_the_newest_words_first(self, desk: DeskView) -> None:
        await desk.after(*opened("a", 2), *opened("b", 3), *opened("c", 1))

        assert await desk.ids() == ["b", "a", "c"]

    async def test_lists_are_narrowed(self, desk: DeskView) -> None:
        english: Language = "en"
        team = TeamId("returns")
        other: list[ConversationEvent] = [
            replace(started("en"), language=english),
            wrote("m", "en"),
        ]
        await desk.after(
            *other,
            *opened("c1", 0, labelled("c1", "retour")),
            *opened("c2", 1, replace(assigned(None), team=team)),
        )

        assert await desk.ids(CaseQuery(view=View.ALL, language=english)) == ["en"]
        assert await desk.ids(CaseQuery(view=View.ALL, label="retour")) == ["c1"]
        assert await desk.ids(CaseQuery(view=View.OPEN, team=team)) == ["c2"]
        assert await desk.ids(CaseQuery(view=View.ALL, team=team, label="retour")) == []

    async def test_an_agent_who_sees_their_teams_alone_learns_of_no_other(
        self, desk: DeskView
    ) -> None:
        ours, theirs = TeamId("returns"), TeamId("sales")
        await desk.after(
            *opened("own", 0, replace(assigned("anna"), team=theirs)),
            *opened("ours", 1, replace(assigned(None), team=ours)),
            *opened("theirs", 2, replace(assigned("ben"), team=theirs)),
            *opened("nobodys", 3, handed_off()),
            noted("theirs", "n1", "Anna ?", "anna"),
        )
        all_of_them = CaseQuery(view=View.ALL, agent_id=ANNA, teams=(ours,))

        for query in (all_of_them, replace(all_of_them, words="bonjour")):
            assert await desk.ids(query) == ["nobodys", "ours", "own"]
        assert await desk.ids(replace(all_of_them, view=View.MENTIONS)) == []
        counts = await desk.cases.counts(ANNA, teams=(ours,))
        assert counts == {
            View.MINE: 1,
            View.UNASSIGNED: 2,
            View.OPEN: 3,
            View.ASSISTANT: 0,
            View.SNOOZED: 0,
            View.RESOLVED: 0,
            View.MENTIONS: 0,
            View.ALL: 3,
        }
        assert (await desk.cases.counts(ANNA, teams=()))[View.ALL] == 2
        assert await desk.ids(CaseQuery(view=View.ALL, teams=())) == ["nobodys"]

    async def test_whoever_a_note_names_finds_the_conversation(self, desk: DeskView) -> None:
        await desk.after(*opened("c1", 0, noted("c1", "n1", "Ben, tu peux ?", "ben", "ben")))

        assert await desk.ids(CaseQuery(view=View.MENTIONS, agent_id=BEN)) == ["c1"]
        assert (await desk.cases.counts(BEN))[View.MENTIONS] == 1
        assert await desk.ids(CaseQuery(view=View.MENTIONS, agent_id=ANNA)) == []

    async def test_labels_in_use_are_counted(self, desk: DeskView) -> None:
        await desk.after(
            *opened("c1", 0, labelled("c1", "vip", "retour")),
            *opened("c2", 1, labelled("c2", "retour"), labelled("c2", "été")),
            labelled("c1", removed=("vip",)),
        )

        uses = [(use.label, use.conversations) for use in await desk.cases.labels()]
        assert uses == [("retour", 2), ("été", 1)]

    async def test_agents_loads_tell_claimed_from_asked(self, desk: DeskView) -> None:
        await desk.after(
            *opened("a", 0, claimed("anna")),
            *opened("b", 1, claimed("anna")),
            *opened("c", 2, assigned("anna", accept_by=LATER)),
            *opened("d", 3, assigned("ben", accept_by=LATER)),
            *opened("e", 4, claimed("ben"), released("e-1")),
        )

        loads = [(load.agent_id, load.claimed, load.asked) for load in await desk.cases.loads()]
        assert loads == [("anna", 2, 1), ("ben", 0, 1)]

    async def test_what_is_due_is_what_was_snoozed_or_asked_until_now(self, desk: DeskView) -> None:
        await desk.after(
            *opened("woken", 0, agent_replied("r1", "woken-1"), snoozed(until=minute(10))),
            *opened("asked", 1, assigned("anna", accept_by=minute(5))),
            *opened("accepted", 2, assigned("ben", accept_by=minute(5)), claimed("ben")),
            *opened("asleep", 3, agent_replied("r2", "asleep-1"), snoozed(until=LATER)),
        )

        assert list(await desk.cases.due(minute(4), limit=10)) == []
        assert list(await desk.cases.due(minute(10), limit=10)) == ["asked", "woken"]
        assert list(await desk.cases.due(minute(10), limit=1)) == ["asked"]

    async def test_one_persons_conversations_are_known_by_contact_customer_or_address(
        self, desk: DeskView
    ) -> None:
        same_contact = replace(started("contact", at=minute(1)), contact_id=ContactId("contact-c1"))
        await desk.after(
            *opened("c1", 0, proven("c1", "lea"), addressed("c1", "lea@example.com")),
            same_contact,
            *opened("customer", 2, proven("customer", "lea")),
            *opened("address", 3, addressed("address", "lea@example.com")),
            *opened("other", 4, proven("other", "ben"), addressed("other", "ben@example.com")),
            *opened("nobody", 5),
        )

        same = await desk.cases.of_contact(ConversationId("c1"))

        assert [case.conversation_id for case in same] == ["address", "customer", "contact"]
        assert list(await desk.cases.of_contact(ConversationId("nobody"))) == []


class PagingContract:
    """How a list is read page by page."""

    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    @pytest.mark.parametrize("view", [View.OPEN, View.ALL])
    async def test_pages_follow_without_gap_or_repeat(self, desk: DeskView, view: View) -> None:
        for number in range(25):  # several at the same moment
            await desk.happens(*opened(f"c{number:02}", number // 4, handed_off()))
        await desk.after()
        whole = await desk.ids(CaseQuery(view=view, limit=200))

        pages, after = list[list[str]](), ""
        while len(pages) < 10:
            page = await desk.page(CaseQuery(view=view, limit=4, after=after))
            pages.append([case.conversation_id for case in page.cases])
            after = page.next
            if not after:
                break

        assert [len(page) for page in pages] == [4, 4, 4, 4, 4, 4, 1]
        assert [one for page in pages for one in page] == whole

    @pytest.mark.parametrize("view", [View.OPEN, View.ALL])
    async def test_what_does_not_change_is_on_one_page_whatever_else_does(
        self, desk: DeskView, view: View
    ) -> None:
        for number in range(20):
            await desk.happens(*opened(f"c{number:02}", number, handed_off()))
        await desk.after()
        still = {f"c{number:02}" for number in range(20) if number % 3}

        seen, after = list[str](), ""
        for number in range(0, 20, 3):
            page = await desk.page(CaseQuery(view=view, limit=3, after=after))
            seen += [case.conversation_id for case in page.cases]
            name = f"c{number:02}"
            gone: list[ConversationEvent] = (
                [released(f"{name}-1"), resolved()] if number % 2 else []
            )
            await desk.after(
                *(of(name, event) for event in gone),
                wrote(f"{name}-2", name, at=LATER + timedelta(minutes=number)),
                *opened(f"new-{number}", 100 + number, handed_off()),
            )
            after = page.next
            if not after:
                break

        while after:
            page = await desk.page(CaseQuery(view=view, limit=3, after=after))
            seen += [case.conversation_id for case in page.cases]
            after = page.next
        assert sorted(one for one in seen if one in still) == sorted(still)

    @pytest.mark.parametrize("after", ["?", "abc", "W10", "é", "WzEsMiwiYyJd", "A" * 5000])
    async def test_a_place_that_is_no_place_is_refused(self, desk: DeskView, after: str) -> None:
        with pytest.raises(ValueError, match="begin at its first page"):
            await desk.page(CaseQuery(view=View.OPEN, after=after))

    async def test_another_lists_place_is_refused(self, desk: DeskView) -> None:
        await desk.after(*opened("c1", 0, handed_off()), *opened("c2", 1, handed_off()))
        page = await desk.page(CaseQuery(view=View.OPEN, limit=1))
        assert page.next

        with pytest.raises(ValueError, match="begin at its first page"):
            await desk.page(CaseQuery(view=View.UNASSIGNED, limit=1, after=page.next))

    @pytest.mark.parametrize("limit", [0, -1, 201])
    async def test_a_page_has_a_size(self, desk: DeskView, limit: int) -> None:
        with pytest.raises(ValueError, match="1 to 200"):
            await desk.page(CaseQuery(limit=limit))

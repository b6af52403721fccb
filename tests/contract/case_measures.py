"""What every `Cases` shows of random stories, and what is measured; beside `CasesContract`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.conversation.events import ConversationEvent, ConversationStarted, SatisfactionRated
from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.list_projection import project
from assistant.desk.lists.work_measures import Measure, MeasureKind
from assistant.desk.ports import Case, CaseQuery, View
from tests.contract.cases import ANNA, BEN, DeskView, opened
from tests.support.seeds.conversation_events import LATER, minute, replied, wrote
from tests.support.seeds.people_events import (
    agent_replied,
    assigned,
    claimed,
    handed_off,
    labelled,
    noted,
    of,
    released,
    reopened,
    resolved,
    snoozed,
)

NAMES = ("a", "b", "c", "d")

_STEPS: dict[str, ConversationEvent] = {
    "handed_off": handed_off(),
    "assigned": assigned("ben", accept_by=LATER),
    "queued": assigned(None),
    "claimed": claimed("anna"),
    "released": released(),
    "snoozed": snoozed(),
    "resolved": resolved(),
    "reopened": reopened("anna"),
    "labelled": labelled("a", "vip", "retour"),
    "unlabelled": labelled("a", removed=("vip",)),
    "noted": noted("a", "n", "Vois avec Ben", "ben"),
}
_STORIES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from([*_STEPS, "wrote", "replied", "answered"])),
    max_size=40,
)


def told(story: Sequence[tuple[str, str]], run: int) -> list[ConversationEvent]:
    """Return the events of a story, whose conversations are called after the run."""
    events: list[ConversationEvent] = []
    for name in NAMES:
        events += opened(f"{name}{run}")
    for number, (name, step) in enumerate(story):
        conversation, at = f"{name}{run}", minute(number)
        message, reply = f"{conversation}-m{number}", f"{conversation}-r{number}"
        made: dict[str, ConversationEvent] = {
            "wrote": wrote(message, conversation, at=at),
            "answered": replace(agent_replied(reply, f"{conversation}-1"), at=at),
            "replied": replied(reply, f"{conversation}-1", at=at),
        }
        events.append(of(conversation, made.get(step) or replace(_STEPS[step], at=at)))
    return events


class StoriesContract:
    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    async def test_lists_and_counts_are_those_of_a_fold_from_scratch(self, desk: DeskView) -> None:
        runs = 0

        async def check(story: Sequence[tuple[str, str]]) -> None:
            nonlocal runs
            runs += 1
            await desk.cases.start_over()
            await desk.after(*told(story, runs))
            await self._compare(desk)

        await _for_random_stories(check)
        assert runs >= 20

    async def _compare(self, desk: DeskView) -> None:
        expected = await folded(desk)
        for agent_id in (ANNA, BEN):
            counts = await desk.cases.counts(agent_id)
            for view in View:
                cases = await everything(desk, CaseQuery(view=view, agent_id=agent_id, limit=7))
                assert counts[view] == len(cases)
                assert all(expected[case.conversation_id] == case for case in cases)
        assert len(await everything(desk, CaseQuery(view=View.ALL))) == len(expected)
        labels = [label for case in expected.values() for label in case.labels]
        uses = {use.label: use.conversations for use in await desk.cases.labels()}
        assert uses == {label: labels.count(label) for label in labels}
        for words, label in (("vip", "vip"), ("reto", "retour")):
            found = await everything(desk, CaseQuery(view=View.ALL, words=words))
            having = {c.conversation_id for c in expected.values() if label in c.labels}
            assert {case.conversation_id for case in found} == having


async def _for_random_stories(
    check: Callable[[Sequence[tuple[str, str]]], Awaitable[None]],
) -> None:
    """Draw stories and hand each to the coroutine `check`, in the loop that runs."""
    stories: list[Sequence[tuple[str, str]]] = []

    @settings(
        max_examples=25,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(_STORIES)
    def draw(story: Sequence[tuple[str, str]]) -> None:
        stories.append(story)

    draw()
    for story in stories:
        await check(story)


async def folded(desk: DeskView) -> dict[ConversationId, Case]:
    """Return every conversation's case, from all of its events at once."""
    found: dict[ConversationId, Case] = {}
    for stored in await desk.log.tail(0, limit=1_000_000):
        if isinstance(stored.event, ConversationStarted):
            conversation_id = stored.event.conversation_id
            events = (await desk.log.read(conversation_id)).events
            after = project(Standing(conversation_id=conversation_id), events).after
            found[conversation_id] = after.case
    return found


async def everything(desk: DeskView, query: CaseQuery) -> list[Case]:
    """Return all pages of a list."""
    page = await desk.cases.list(query)
    cases = [*page.cases]
    while page.next:
        page = await desk.cases.list(replace(query, after=page.next))
        cases += page.cases
    return cases


class MeasuresContract:
    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    async def test_what_was_measured_comes_back_by_time(self, desk: DeskView) -> None:
        await desk.after(
            *opened("c1", 0, handed_off(at=minute(1)), claimed("anna", at=minute(2))),
            replace(of("c1", agent_replied("r1", "c1-1")), at=minute(10)),
            of("c1", resolved(at=minute(30))),
            SatisfactionRated(conversation_id=ConversationId("c1"), at=minute(40), score=5),
            of("c1", replace(handed_off(), at=minute(50))),
        )

        found = await measured(desk, minutes=60)

        anna = AgentId("anna")
        assert [(m.kind, m.at, m.agent_id, m.value) for m in found] == [
            (MeasureKind.REPLIED, minute(10), anna, 0.0),
            (MeasureKind.FIRST_REPLY, minute(10), anna, 600.0),
            (MeasureKind.RESOLVED, minute(30), anna, 29 * 60.0),
            (MeasureKind.REOPENED, minute(30), anna, 0.0),
            (MeasureKind.RATED, minute(40), anna, 5.0),
        ]
        assert {m.sequence for m in await measured(desk, minutes=30)} == {5}
        await desk.cases.start_over()
        assert await measured(desk, minutes=60) == []
        await desk.after()
        assert await measured(desk, minutes=60) == found


async def measured(desk: DeskView, *, minutes: int) -> list[Measure]:
    found = await desk.cases.measures(minute(0), minute(minutes))
    return sorted(found, key=lambda one: (one.at, one.sequence, list(MeasureKind).index(one.kind)))

"""Every settled assertion becomes something: no predicate, way or settlement ends in nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertionSubject,
    Became,
    Consequence,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
)
from assistant.improvement.assertions.assertion_consequences import ProposedWork
from assistant.improvement.assertions.predicate_table import EFFECTS, MAIN_CAUSES, PREDICATES
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_set import ChangeKind
from assistant.insights.drafting.page_documents import PageDocument, decode_page
from tests.support.seeds.assertion_seeds import COMPLAINED, RETURNED_SMALL, evidence
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.conversation_events import NOON
from tests.unit.assistant.improvement.assertions.test_assertion_steps import Team

NOTE = PageDocument(document_id="", language="en", title="Size of the dress", text="It runs small.")
WORK = ProposedWork(task="Look at the dress", size_note=NOTE)
OF_CAUSES = {
    Predicate.MAIN_CAUSE: ("size", "defect", "price"),
    Predicate.RETURNED_FOR: ("size", "too_small", "too_large", "defect", "description"),
}


def every_thing() -> Iterator[AssertedThing]:
    """Yield a thing of each predicate, in each way, and of each cause that it can name."""
    for predicate, rule in PREDICATES.items():
        for part, subject, kind in sorted(rule.ways):
            for measure in OF_CAUSES.get(predicate, ("none",)):
                yield AssertedThing(
                    part=part,
                    predicate=predicate,
                    subject=AssertionSubject(kind=subject, reference="c0ffee"),
                    measure=AssertedMeasure(measure),
                    evidence=evidence(kind, reference="c0ffee"),
                    weight=3.0,
                )


THINGS = tuple(every_thing())


def named(thing: AssertedThing) -> str:
    return f"{thing.predicate}-{thing.subject.kind}-{thing.evidence.kind}-{thing.measure}"


async def settled_as(thing: AssertedThing, settlement: Settlement) -> Became:
    """Return what follows, in a shop that has the change set which the thing may be about."""
    team = Team()
    await team.changes.put(change_set(), expected_version=None)
    became = (await team.settle(thing, settlement, work=WORK)).became
    assert became is not None
    return became


def test_the_table_has_every_predicate() -> None:
    assert set(PREDICATES) == set(Predicate)
    assert set(OF_CAUSES) == MAIN_CAUSES


@pytest.mark.parametrize("settlement", Settlement)
@pytest.mark.parametrize("thing", THINGS, ids=named)
async def test_no_settled_assertion_ends_in_nothing(
    thing: AssertedThing, settlement: Settlement
) -> None:
    assert await settled_as(thing, settlement)


@pytest.mark.parametrize("thing", THINGS, ids=named)
async def test_bad_news_that_is_so_becomes_a_change_or_an_insights_status(
    thing: AssertedThing,
) -> None:
    became = await settled_as(thing, Settlement.UPHELD)

    is_good = thing.predicate is Predicate.HELPS and thing.subject.kind is not SubjectKind.CHANGE
    assert (became.kind is Consequence.KEPT) is is_good
    if thing.evidence.kind is EvidenceKind.INSIGHT:
        assert became.kind is Consequence.INSIGHT


@pytest.mark.parametrize("thing", THINGS, ids=named)
async def test_what_nobody_knows_is_tried_where_it_can_be(thing: AssertedThing) -> None:
    became = await settled_as(thing, Settlement.UNKNOWN)

    can_be_tried = thing.subject.kind is SubjectKind.CHANGE or thing.measure.startswith("too_")
    assert (became.kind is Consequence.EXPERIMENT) is can_be_tried


@pytest.mark.parametrize("thing", THINGS, ids=named)
async def test_what_is_not_so_dismisses_its_insight_and_changes_nothing_else(
    thing: AssertedThing,
) -> None:
    became = await settled_as(thing, Settlement.REJECTED)

    is_found = thing.evidence.kind is EvidenceKind.INSIGHT
    assert became.kind is (Consequence.INSIGHT if is_found else Consequence.KEPT)


class TestASizeNote:
    async def test_is_a_page_that_people_read_first(self) -> None:
        team = Team()

        settled = await team.settle(RETURNED_SMALL, work=WORK)

        [page] = await team.changes.all()
        assert (page.kind, page.is_open, page.before) == (ChangeKind.PAGE, True, "")
        assert decode_page(page.change.content).text == "It runs small.\n"
        assert settled.became == Became(kind=Consequence.CHANGE, reference=page.change_id)

    async def test_is_the_one_that_waits_already(self) -> None:
        team = Team()
        first = await team.settle(RETURNED_SMALL, work=WORK)
        other = replace(
            RETURNED_SMALL, evidence=replace(RETURNED_SMALL.evidence, reference="another")
        )

        second = await team.settle(other, Settlement.UNKNOWN, work=WORK)

        assert len(await team.changes.all()) == 1
        assert first.became is not None
        assert second.became == replace(first.became, kind=Consequence.EXPERIMENT)

    async def test_that_people_rejected_is_led_to_and_not_proposed_again(self) -> None:
        team = Team()
        await team.settle(RETURNED_SMALL, work=WORK)
        [page] = await team.changes.all()
        rejected = change_moves.reject(page, by="ann", at=NOON, reason="it fits")
        await team.changes.put(rejected, expected_version=page.version)
        other = replace(
            RETURNED_SMALL, evidence=replace(RETURNED_SMALL.evidence, reference="another")
        )

        again = await team.settle(other, Settlement.UNKNOWN, work=WORK)

        assert again.became == Became(kind=Consequence.CHANGE, reference=page.change_id)
        assert len(await team.changes.all()) == 1

    async def test_is_a_task_where_it_is_not_known_in_which_way_the_size_is_wrong(self) -> None:
        team = Team()
        await team.settle(COMPLAINED, work=WORK)
        assert [one.kind for one in await team.changes.all()] == [ChangeKind.TASK]


def test_effects_are_asserted_in_the_same_ways() -> None:
    assert len({PREDICATES[one].ways for one in EFFECTS}) == 1

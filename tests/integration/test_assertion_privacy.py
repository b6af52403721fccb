"""No assertion holds a word that somebody wrote: neither the book nor `/mcp` can tell one."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers.verified.types import WayOfAsking
from assistant.conversation.people import Role
from assistant.improvement.assertions.assertion import AssertedThing, SubjectKind, is_reference
from assistant.improvement.assertions.assertion_moves import renew, settle
from assistant.improvement.assertions.observed_figures import FOUND, ObservedFigures
from assistant.improvement.assertions.part_rules import observe
from assistant.insights.imports.return_figures import ProductWork, ReturnCauseLine, ReturnEffect
from assistant.insights.insight import Subject
from assistant.insights.queries.complaint_query import ComplaintLine
from assistant.insights.queries.report_views import WorkLine
from integrations.stores.sql.record_codec import encode
from tests.support.memory.assemblies.mcp_counter import Counter
from tests.support.seeds.change_seeds import NOON, PARKING, change_set
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.sale_seeds import sales_on
from tests.unit.assistant.improvement.assertions.test_part_rules import (
    WINDOW,
    found,
    published,
    visits,
)
from tests.unit.assistant.improvement.assertions.test_return_rules import effect

_NAMES = st.sampled_from(
    ["Léa Martin", "Bob O'Neill", "Zoë Le Goff", "Mme Dupont-Kerbrat", "محمد علي", "李小龙"]
)
_REACHED = st.one_of(
    st.emails(),
    st.from_regex(r"\+33 [67]( \d\d){4}", fullmatch=True),
    st.from_regex(r"[1-9]\d?, rue des [A-Z][a-z]{4,9}, 29\d{3} Brest", fullmatch=True),
)
_WORDS = st.text(alphabet=st.characters(categories=("L", "N", "P")), min_size=4, max_size=30)
WRITTEN = st.builds(
    lambda *parts: " ".join(parts), _NAMES, _REACHED, _WORDS, st.sampled_from(["merci", "asap"])
)


FEWER = effect((90, 300), (40, 300))


def figures_with(words: str) -> ObservedFigures:
    """Return figures of all parts in which somebody's words stand wherever an id or a name does."""
    about = Subject(product_id=words, topic=words, value=words, region=words)
    way = WayOfAsking(language="fr", text=words)
    texts = change_set(replace(PARKING, ways=(way,), texts={"fr": words}))
    answer = replace(published("c0", "fell"), change=texts.change, about=words)
    small = ReturnCauseLine(product_id=words, cause="too_small", count=31, customers=30, of=40)
    work = ProductWork(reference=words, product_id=words, on=WINDOW.since)
    returned: ReturnEffect = replace(FEWER, work=work)
    better = replace(kept_look("better"), primary=replace(kept_look().primary, low=0.01))
    return ObservedFigures(
        found=[found(kind, about) for kind in FOUND],
        topics=[WorkLine(name=words, now=visits(40, 100), before=visits(10, 100))],
        window=WINDOW,
        complaints=[ComplaintLine(product_id=words, cause="size", count=31, customers=30, of=40)],
        complaint_window=WINDOW,
        returns=[small],
        return_effects={SubjectKind.CHANGE: [returned], SubjectKind.WORK: [returned]},
        check_window=WINDOW,
        changes=[answer],
        experiments=[experiment(title=words, content=words, looks=(better,))],
    )


def strings_in(read: object) -> Iterator[str]:
    """Yield every text of JSON, but for the names of its fields."""
    if isinstance(read, Mapping):
        for value in read.values():
            yield from strings_in(value)
    elif isinstance(read, list):
        for value in read:
            yield from strings_in(value)
    elif isinstance(read, str):
        yield read


async def told_by_mcp(things: list[AssertedThing], reason: str) -> tuple[Any, Any]:
    """Return what the tool tells of assertions that were posted, and of one that was settled."""
    counter = Counter()
    posted = renew([], things, now=NOON)
    for one in posted[1:]:
        await counter.assertions.put(one, expected_version=None)
    upheld = settle(posted[0], "upheld", by="zoé", reason=reason, at=NOON)  # type: ignore[arg-type]
    await counter.assertions.put(upheld, expected_version=None)
    async with counter.program(await counter.hire("mara", Role.LEAD)) as program:
        return (
            await program.call("list_assertions"),
            await program.call("list_assertions", state="settled"),
        )


@settings(max_examples=25, deadline=None)
@given(words=WRITTEN)
def test_words_of_somebody_are_in_no_assertion_and_in_no_answer_to_a_program(words: str) -> None:
    things = [one.thing for one in observe(figures_with(words)) if one.is_firm]
    assert len({one.predicate for one in things}) >= 11

    stored = [orjson.loads(encode(one)) for one in things]
    opened, settled = asyncio.run(told_by_mcp(things, words))

    assert len(opened["assertions"]) + len(settled["assertions"]) == len(things)
    for read in (*stored, opened, settled):
        texts = [*strings_in(read)]
        # ASCII without spaces, 80 at most; a moment has the offset of its zone beside.
        assert all(is_reference(one.removesuffix("+00:00")) for one in texts if one)
        assert not {part for part in words.split() if len(part) > 3} & set(texts)


def test_sales_give_no_customer_away() -> None:
    sales = sales_on(WINDOW.since, 3, {"": 1}, buyers="lea.martin")
    shares = replace(effect((1, 3), (1, 3)))
    assert "lea.martin" in sales[0].customer
    assert "lea.martin" not in repr(shares)

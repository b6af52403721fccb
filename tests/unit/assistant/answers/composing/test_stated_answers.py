"""A verified answer that the reader chooses is said whole, under the same floor as a page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.pages.statement_choice import Extracts, extract
from assistant.answers.composing.stated_answers import answer, offer_near, outline
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.verified_draft import LEFT_TO_PEOPLE
from assistant.understanding.types import Understanding
from retrieval.searching.search import Searcher
from retrieval.types import Evidence
from tests.support.seeds.verified_answers import verified
from tests.unit.assistant.answers.shop_fixture import asked, section

FLOOR = 0.4
SAID = "Une carte cadeau vaut 2 ans. Elle ne se rembourse pas."
GIFT = verified("Ma carte cadeau expire quand ?", texts={"fr": SAID})
ONE = section("Cartes", "Une carte cadeau vaut 3 ans.", toward="vaut")
OTHER = section("Cadeaux", "Une carte cadeau vaut 5 ans.", toward="vaut")
QUESTION = asked("Combien de temps vaut une carte cadeau ?")


def of_answer() -> Evidence:
    found = section(GIFT.ways[0].text, SAID, toward="vaut")
    return replace(found, passage=replace(found.passage, source_id=f"verified:{GIFT.answer_id}"))


def finder(understanding: Understanding = QUESTION) -> EvidenceFinder:
    return EvidenceFinder(
        searcher=cast("Searcher", None),
        limit=8,
        understanding=understanding,
        verified=KnownAnswers((GIFT,), {}),
    )


def read(
    found: Sequence[tuple[Evidence, float]], understanding: Understanding = QUESTION
) -> Extracts:
    """Return the statements of passages, each as sure as a reader is of its passage."""
    sure = {evidence.passage.passage_id: one for evidence, one in found}
    extracts = extract(understanding, [evidence for evidence, _ in found])
    ranked = (
        replace(one, sureness=s, score=s)
        for one in extracts.ranked
        for s in (sure[one.evidence.passage.passage_id],)
    )
    return replace(extracts, ranked=tuple(sorted(ranked, key=lambda one: -one.confidence)))


class TestAVerifiedAnswer:
    def test_is_said_whole_where_it_is_the_surest(self) -> None:
        draft = answer(finder(), read([(ONE, 0.5), (of_answer(), 0.6)]), FLOOR)

        assert draft is not None
        assert (draft.text, draft.rule) == (SAID, "verified:v1")

    def test_is_not_said_below_the_floor(self) -> None:
        assert answer(finder(), read([(of_answer(), 0.39)]), FLOOR) is None

    def test_wins_over_a_surer_page_that_states_another_figure(self) -> None:
        draft = answer(finder(), read([(ONE, 0.9), (of_answer(), 0.5)]), FLOOR)

        assert draft is not None
        assert draft.rule == "verified:v1"

    def test_leaves_a_surer_page_that_agrees(self) -> None:
        agrees = section("Cartes", "Une carte cadeau vaut 2 ans.", toward="vaut")

        draft = answer(finder(), read([(agrees, 0.9), (of_answer(), 0.5)]), FLOOR)

        assert draft is not None
        assert draft.rule == "pages"
        assert [one.title for one in draft.sources] == ["Cartes"]

    def test_that_is_only_near_wins_over_an_outline_that_plainly_contradicts_it(self) -> None:
        bare = asked("cartes ?")

        draft = outline(finder(bare), read([(ONE, 0.3), (of_answer(), 0.3)], bare))

        assert draft is not None
        assert draft.rule == "verified:v1"

    def test_decides_between_two_pages_that_disagree(self) -> None:
        pages = [(ONE, 0.9), (OTHER, 0.8)]

        without = answer(finder(), read(pages), FLOOR)
        decided = answer(finder(), read([*pages, (of_answer(), 0.5)]), FLOOR)

        assert without is not None
        assert decided is not None
        assert (without.rule, decided.rule) == ("abstain_conflicting", "verified:v1")

    @pytest.mark.parametrize(("sure", "rule"), [(0.85, LEFT_TO_PEOPLE), (0.75, "pages")])
    def test_of_people_needs_to_be_surer(self, sure: float, rule: str) -> None:
        people = replace(GIFT, texts={}, person=True)
        asking = replace(finder(), verified=KnownAnswers((people,), {}))

        draft = answer(asking, read([(ONE, 0.5), (of_answer(), sure)]), FLOOR)

        assert draft is not None
        assert draft.rule == rule

    def test_that_is_near_is_offered_by_its_question(self) -> None:
        draft = offer_near(QUESTION, read([(of_answer(), 0.3)]))

        assert draft.quick_replies[0] == GIFT.ways[0].text

    @pytest.mark.parametrize(("sure", "outlined"), [(0.7, False), (0.1, True)])
    def test_comes_before_the_outline_of_a_page_where_it_is_sure(
        self, sure: float, *, outlined: bool
    ) -> None:
        bare = asked("cartes ?")
        draft = outline(finder(bare), read([(ONE, 0.3), (of_answer(), sure)], bare))

        assert (draft is not None) is outlined

"""The steps of a turn in words."""

from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from assistant.console.trying.way_words import WayStep, tell_way
from assistant.conversation.message import Language
from assistant.messages.trials.turn_trace import (
    AskedFact,
    ComposedFact,
    DecidedFact,
    EscalatedFact,
    FoundFact,
    FoundHit,
    GuardedFact,
    HeardFact,
    MovedFact,
    OutlookFact,
    ReadFact,
    ThoughtFact,
    TraceFact,
    TraceStep,
    WeighedFact,
)

PARIS = ZoneInfo("Europe/Paris")
HIT = FoundHit(
    title="Retours",
    where="Délais",
    url="/retours",
    language="fr",
    score=0.32,
    text="Vous avez 30 jours.",
)
FACTS: tuple[TraceFact, ...] = (
    HeardFact(
        text="bottes 38",
        language="fr",
        intent="product_search",
        confidence=0.9,
        ranked=(("question", 0.05),),
        products=("Bottes Estran",),
        constraints=(("category", "Bottes"), ("Taille", "38")),
        signals=(("anger", "words", 1.0),),
        leans=True,
    ),
    FoundFact(words="retour", of_products=False, count=1, hits=(HIT,)),
    ReadFact(question="retour", count=1, statements=(("Vous avez 30 jours.", 0.55),)),
    DecidedFact(decision="HandOff", rule="asked_for_person", reason="asked_for_person"),
    ComposedFact(
        kind="answered",
        rule="pages",
        reason="",
        text="30 jours.",
        sources=(("Retours", "30 jours.", 0.39),),
        products=(),
    ),
    WeighedFact(level="automate", rule="topic_returns", topics=("returns",)),
    EscalatedFact(reason="anger", rule="anger", at_once=False),
    MovedFact(
        move="Reply",
        wishes=("cancel_order",),
        rule="",
        text="Pourquoi ?",
        events=("dialogue_moved",),
    ),
    AskedFact(
        purpose="answer",
        form="",
        asked="?",
        said="[1]",
        prompt=40,
        completion=2,
        cost="0.001",
        model="m",
    ),
    ThoughtFact(
        text="Trente.",
        calls=(("search_pages", "", ("page: Retours",), ""),),
        objections=(("promise", "Promis !", ""),),
    ),
    GuardedFact(rule="date_not_in_evidence", text="Le 3 mai."),
    OutlookFact(is_open=False, opens="2026-11-23T08:00:00+00:00"),
)


def tell(fact: TraceFact, language: Language) -> WayStep:
    (step,) = tell_way([TraceStep(fact=fact, began_ms=0.0, ms=12.3)], language, PARIS)
    return step


class TestEverySort:
    def test_is_tried_here(self) -> None:
        assert {type(one) for one in FACTS} == set(get_args(TraceFact))

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.type)
    def test_has_a_title_and_a_line_without_a_name_of_ours(
        self, fact: TraceFact, language: Language
    ) -> None:
        step = tell(fact, language)

        assert step.title
        assert step.line
        assert "_" not in step.line + "".join(label for label, _ in step.rows)
        assert step.ms == "12"


class TestAStep:
    def test_of_a_search_has_what_was_found_with_its_score(self) -> None:
        (one,) = tell(FACTS[1], "en").texts

        assert (one.title, one.score, one.url) == ("Retours > Délais", "32%", "/retours")

    def test_of_the_guard_is_bad_if_it_held_something_back(self) -> None:
        blocked, passed = tell(FACTS[10], "fr"), tell(GuardedFact(rule=""), "fr")

        assert blocked.is_bad
        assert "Le 3 mai." in dict(blocked.rows).values()
        assert not passed.is_bad
        assert passed.rows == ()

    def test_of_opening_hours_says_when_it_opens_by_the_shops_clock(self) -> None:
        assert "09:00" in tell(FACTS[11], "en").line

    def test_of_a_model_names_what_the_guard_objected_to(self) -> None:
        (objection,) = tell(FACTS[9], "en").texts

        assert objection.title == "The guard objected (a promise)"
        assert objection.text == "Promis ! -> (left out)"
        silent = ThoughtFact(text="", calls=(), objections=())
        assert tell(silent, "en").line.startswith("The model had no reply")

    def test_that_took_no_time_to_speak_of_tells_none(self) -> None:
        (step,) = tell_way([TraceStep(fact=FACTS[10], began_ms=0.0, ms=0.01)], "en", PARIS)

        assert step.ms == ""

    def test_of_a_model_that_failed_says_so(self) -> None:
        failed = AskedFact(
            purpose="reading",
            form="",
            asked="?",
            said="",
            prompt=0,
            completion=0,
            cost="0",
            model="",
            failed="over_budget",
        )

        step = tell(failed, "en")

        assert "gave no answer" in step.line
        assert len(step.rows) == 1

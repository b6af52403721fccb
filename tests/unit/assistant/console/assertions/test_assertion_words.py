"""Every assertion has its words in both languages, and its figures in their unit."""

from dataclasses import replace
from typing import get_args

import pytest

from assistant.console.assertions.assertion_words import AssertionWords, texts
from assistant.conversation.message import Language
from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    AssertionDeed,
    AssertionState,
    AssertionSubject,
    Consequence,
    DisputeCause,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
    reference_of,
)
from assistant.improvement.assertions.predicate_table import EFFECTS
from assistant.insights.wording.insight_wording import Names
from tests.support.seeds.assertion_seeds import COMPLAINED, CONFUSES, LOWERED, evidence
from tests.support.seeds.change_seeds import change_set

ODD = "écharpe d'hiver"
NAMES = Names(products={"robe-ondine": "Robe Ondine", ODD: "Écharpe"}, topics={})
KEYS = {
    "part": AssertingPart,
    "state": AssertionState,
    "stands": AssertionState,
    "settlement": Settlement,
    "settle": Settlement,
    "said": Settlement,
    "sentence": Predicate,
    "measure": AssertedMeasure,
    "counted": EvidenceKind,
    "evidence": EvidenceKind,
    "cause": DisputeCause,
    "deed": AssertionDeed,
    "became": Consequence,
}


def words(language: Language) -> AssertionWords:
    changes = {"c0ffee": change_set()}
    return AssertionWords(language=language, names=NAMES, insights={}, changes=changes)


class TestWords:
    @pytest.mark.parametrize("language", get_args(Language))
    def test_are_there_for_each_name_of_each_list(self, language: Language) -> None:
        wanted = {f"{section}.{one}" for section, names in KEYS.items() for one in names}
        assert wanted - texts(language).keys() == set()

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("predicate", Predicate)
    def test_make_a_sentence_of_each_predicate(
        self, language: Language, predicate: Predicate
    ) -> None:
        subject = LOWERED.subject if predicate in EFFECTS else COMPLAINED.subject
        if predicate is Predicate.FAILS_MORE:
            subject = AssertionSubject(kind=SubjectKind.CHECK, reference="promise")
        thing = replace(COMPLAINED, predicate=predicate, subject=subject)

        said = words(language).sentence(thing)

        assert said.endswith(".")
        assert "{" not in said

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("predicate", sorted(EFFECTS))
    def test_of_work_say_how_often_it_came_up_and_never_that_it_helps(
        self, language: Language, predicate: Predicate
    ) -> None:
        work = AssertionSubject(kind=SubjectKind.WORK, reference="1a2b")
        said = words(language).sentence(replace(LOWERED, predicate=predicate, subject=work))
        assert any(one in said for one in ("came up", "revient"))
        assert not any(one in said for one in ("helps", "utile", "effect", "effet"))

    def test_have_the_unit_of_the_figures(self) -> None:
        fr, en = words("fr"), words("en")
        worse = replace(LOWERED, evidence=evidence(EvidenceKind.CHANGE, -0.09, -0.02))
        unsure = replace(LOWERED, evidence=evidence(EvidenceKind.CHANGE, -0.09, 0.02))

        assert en.figures(COMPLAINED) == "60% to 80%"
        assert fr.figures(LOWERED) == "mieux de 2 à 9 points"
        assert en.figures(worse) == "worse by 2 to 9 points"
        assert en.figures(unsure) == "between \N{MINUS SIGN}9 and 2 points"

    def test_name_a_product_whose_id_is_no_reference(self) -> None:
        odd = AssertionSubject(kind=SubjectKind.PRODUCT, reference=reference_of(ODD))
        thing: AssertedThing = replace(CONFUSES, subject=odd)
        assert words("fr").sentence(thing) == "La taille de Écharpe déroute des clients."

"""Every assertion has its words in both languages, and its figures in their unit."""

import re
from collections.abc import Iterable, Iterator, Mapping
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
    Became,
    Consequence,
    DisputeCause,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
    reference_of,
)
from assistant.improvement.assertions.predicate_table import EFFECTS, PREDICATES
from assistant.insights.wording.insight_wording import Names
from assistant.kit.experiments.experiment import VisitorMetric
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from tests.support.seeds.assertion_seeds import (
    COMPLAINED,
    CONFUSES,
    FEWER_BACK,
    LOWERED,
    NOTHING,
    RETURNED_SMALL,
    SAME_BACK,
    evidence,
)
from tests.support.seeds.change_seeds import change_set

ODD = "écharpe d'hiver"
NAMES = Names(products={"robe-ondine": "Robe Ondine", ODD: "Écharpe"}, topics={})
KEYS: Mapping[str, Iterable[str]] = {
    "part": AssertingPart,
    "state": AssertionState,
    "stands": AssertionState,
    "settlement": Settlement,
    "settle": Settlement,
    "said": Settlement,
    "sentence": set(Predicate) - EFFECTS,
    "measure": AssertedMeasure,
    "counted": EvidenceKind,
    "evidence": EvidenceKind,
    "how": EvidenceKind,
    "cause": DisputeCause,
    "deed": AssertionDeed,
    "became": Consequence,
}
OF_EFFECTS = {
    AssertingPart.SERVICE: (AssertedMeasure.UNANSWERED, AssertedMeasure.FREQUENCY),
    AssertingPart.MERCHANDISING: (AssertedMeasure.PIECES_RETURNED,),
    AssertingPart.QUALITY: (AssertedMeasure.WAITED,),
    AssertingPart.EXPERIMENTS: [
        AssertedMeasure(one)
        for one in VisitorMetric
        if one not in {VisitorMetric.ORDER_VALUE, VisitorMetric.TRACED}
    ],
    AssertingPart.OUTREACH: [AssertedMeasure(one) for one in OutreachEffect],
}
OF_CAUSES = ("size", "defect", "price", "too_small", "too_large", "description")
PROOF = re.compile(r"\b(helps?|proves? that|because of|thanks to|caused?|utile|grâce|prouve que)\b")


def words(language: Language) -> AssertionWords:
    changes = {"c0ffee": change_set()}
    return AssertionWords(language=language, names=NAMES, insights={}, changes=changes)


def every_effect() -> Iterator[AssertedThing]:
    """Yield a thing of each way to assert an effect, of each measure and of each predicate."""
    for predicate in sorted(EFFECTS):
        for part, kind, evidenced in sorted(PREDICATES[predicate].ways):
            for measure in OF_EFFECTS[part]:
                reference = "parcel_late" if kind is SubjectKind.TRIGGER else "c0ffee"
                yield AssertedThing(
                    part=part,
                    predicate=predicate,
                    subject=AssertionSubject(kind=kind, reference=reference),
                    measure=measure,
                    evidence=evidence(evidenced, -0.02, 0.03, reference="robe-ondine"),
                    weight=1.0,
                )


class TestWords:
    @pytest.mark.parametrize("language", get_args(Language))
    def test_are_there_for_each_name_of_each_list(self, language: Language) -> None:
        wanted = {f"{section}.{one}" for section, names in KEYS.items() for one in names}
        assert wanted - texts(language).keys() == set()

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("predicate", sorted(set(Predicate) - EFFECTS))
    def test_make_a_sentence_and_a_task_of_each_predicate(
        self, language: Language, predicate: Predicate
    ) -> None:
        subject = COMPLAINED.subject
        if predicate is Predicate.FAILS_MORE:
            subject = AssertionSubject(kind=SubjectKind.CHECK, reference="promise")
        thing = replace(COMPLAINED, predicate=predicate, subject=subject)

        said, work = words(language).sentence(thing), words(language).work(thing)

        assert said.endswith(".")
        assert "{" not in said + work.task
        assert work.task.startswith(said)
        assert len(work.task) <= 300
        assert words(language).follows(thing)

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("cause", OF_CAUSES)
    @pytest.mark.parametrize("thing", [COMPLAINED, RETURNED_SMALL])
    def test_say_each_cause(self, language: Language, cause: str, thing: AssertedThing) -> None:
        if thing is RETURNED_SMALL and cause == "price":
            return
        caused = replace(thing, measure=AssertedMeasure(cause))
        assert "Robe Ondine" in words(language).sentence(caused)
        assert words(language).work(caused).task.endswith(".")

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("thing", [*every_effect()])
    def test_say_what_happens_more_or_less_and_never_that_it_is_proven(
        self, language: Language, thing: AssertedThing
    ) -> None:
        said = words(language).sentence(thing)

        is_drawn = thing.evidence.kind.is_drawn
        drawn, compared = {"en": ("With ", "Since "), "fr": ("Avec ", "Depuis ")}[language]
        assert said.startswith(drawn if is_drawn else compared)
        assert said.endswith(".")
        assert "{" not in said + words(language).figures(thing) + words(language).counts(thing)
        assert PROOF.search(said) is None

    @pytest.mark.parametrize("language", get_args(Language))
    @pytest.mark.parametrize("kind", EvidenceKind)
    def test_say_of_weeks_before_and_after_that_nobody_was_drawn(
        self, language: Language, kind: EvidenceKind
    ) -> None:
        said = texts(language)[f"evidence.{kind}"]
        nobody = {"en": "Nobody was drawn", "fr": "Personne n’a été tiré"}[language]
        compared = {EvidenceKind.CHANGE, EvidenceKind.WORK, EvidenceKind.SALES}
        assert (nobody in said) is (kind in compared)
        assert not (is_drawn_word(said, language) and not kind.is_drawn and kind not in compared)

    def test_have_the_unit_of_the_figures(self) -> None:
        fr, en = words("fr"), words("en")
        worse = replace(LOWERED, evidence=evidence(EvidenceKind.CHANGE, -0.09, -0.02))
        unsure = replace(LOWERED, evidence=evidence(EvidenceKind.CHANGE, -0.09, 0.02))

        assert en.figures(COMPLAINED) == "between 60% and 80%"
        assert fr.figures(LOWERED) == "2 à 9 de moins sur 100 conversations"
        assert en.figures(worse) == "2 to 9 more in 100 conversations"
        assert en.figures(unsure) == "from 2 fewer to 9 more in 100 conversations"
        assert en.figures(NOTHING) == "from 2 fewer to 3 more in 100 visitors"
        assert fr.figures(FEWER_BACK) == "2 à 9 de moins sur 100 pièces vendues"
        assert en.figures(more_open()) == "20 to 40 more in 100 visits"

    def test_say_what_comes_back_and_since_when(self) -> None:
        fr, en = words("fr"), words("en")

        assert en.sentence(RETURNED_SMALL) == (
            "Customers send Robe Ondine back mostly because it is too small."
        )
        assert fr.sentence(FEWER_BACK) == (
            "Depuis la publication de «\u00a0Is there a parking at the shop?\u00a0»,"
            " on renvoie Robe Ondine moins souvent qu’avant."
        )
        assert en.sentence(SAME_BACK) == (
            "With “Is there a parking at the shop?”, about as many customers send something back"
            " as without it."
        )

    @pytest.mark.parametrize(
        ("language", "measure", "text"),
        [
            ("fr", "too_small", "Robe Ondine taille petit. Entre deux tailles, prenez la plus"),
            ("en", "too_large", "Robe Ondine runs large. If you are between two sizes, take the"),
        ],
    )
    def test_write_the_note_on_a_size(self, language: Language, measure: str, text: str) -> None:
        thing = replace(RETURNED_SMALL, measure=AssertedMeasure(measure))

        note = words(language).work(thing).size_note

        assert note is not None
        assert (note.language, note.document_id) == (language, "")
        assert "Robe Ondine" in note.title
        assert note.text.startswith(text)
        assert words(language).work(COMPLAINED).size_note is None

    def test_lead_nowhere_where_nothing_is_to_be_done(self) -> None:
        kept = Became(kind=Consequence.KEPT, reference="promise")
        assert words("en").became(kept) == ("Nothing is to be done. It stays as it is.", "")

    def test_name_a_product_whose_id_is_no_reference(self) -> None:
        odd = AssertionSubject(kind=SubjectKind.PRODUCT, reference=reference_of(ODD))
        thing: AssertedThing = replace(CONFUSES, subject=odd)
        assert words("fr").sentence(thing) == "La taille de Écharpe déroute des clients."


def more_open() -> AssertedThing:
    return replace(
        COMPLAINED,
        predicate=Predicate.UNANSWERED_MORE,
        subject=AssertionSubject(kind=SubjectKind.TOPIC, reference="t1"),
        measure=AssertedMeasure.NONE,
        evidence=evidence(EvidenceKind.REPORT),
    )


def is_drawn_word(text: str, language: Language) -> bool:
    return {"en": "drawn at random", "fr": "tirés au hasard"}[language] in text

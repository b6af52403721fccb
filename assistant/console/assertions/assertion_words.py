"""Say assertions in French and English: a sentence, its figures, and where its evidence stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.console.improve.change_view import title_of
from assistant.console.outreach.outreach_texts import say as say_outreach
from assistant.console.quality.quality_texts import say as say_quality
from assistant.conversation.message import Language
from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertionEvidence,
    AssertionMove,
    Became,
    Consequence,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
    reference_of,
)
from assistant.improvement.assertions.assertion_consequences import (
    ProposedWork,
    asks_for_size_note,
)
from assistant.improvement.assertions.predicate_table import (
    EFFECTS,
    PREDICATES,
    Quantity,
    matter_of,
)
from assistant.improvement.changes.change_set import ChangeSet
from assistant.insights.drafting.page_documents import PageDocument
from assistant.insights.insight import Insight, Window
from assistant.insights.wording import figures
from assistant.insights.wording.insight_wording import Names
from assistant.insights.wording.insight_wording import sentence as insight_sentence
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionWords:
    """Word assertions in one language; names are looked up where they are kept."""

    language: Language
    names: Names
    insights: Mapping[str, Insight]  # by their ids
    changes: Mapping[str, ChangeSet]  # the same

    def sentence(self, thing: AssertedThing) -> str:
        """Return the assertion as a sentence without figures."""
        subject = self.subject(thing)
        insight = self.insights.get(thing.evidence.reference)
        if thing.evidence.kind is EvidenceKind.INSIGHT and insight is not None:
            return self._of_insight(insight)
        subject = self.subject(thing).rstrip(".")
        if thing.predicate in EFFECTS:
            name = f"sentence.{thing.subject.kind}_{_way(thing.evidence)}"
            return self._say(name, subject=subject, clause=self._clause(thing))
        values = {"subject": subject, "measure": self.measure(thing)}
        if thing.predicate is Predicate.RETURNED_FOR:
            values["because"] = self._say(f"because.{thing.measure}")
        return self._say(f"sentence.{thing.predicate}", **values)

    def measure(self, thing: AssertedThing) -> str:
        """Return the name of the thing that is counted."""
        return self._say(f"measure.{thing.measure}")

    def work(self, thing: AssertedThing) -> ProposedWork:
        """Return the words of the work that it asks for; for a task, 300 characters at most."""
        matter, words = matter_of(thing), f"{self.sentence(thing)} ({self.figures(thing)})"
        if f"todo.{matter}" in texts(self.language):
            words = f"{words} {self._say(f'todo.{matter}')}"
        note = None
        if asks_for_size_note(thing):
            product = self.subject(thing)
            note = PageDocument(
                document_id="",
                language=self.language,
                title=self._say("note.title", product=product),
                text=self._say(f"note.{thing.measure}", product=product),
            )
        return ProposedWork(task=words[:_LONGEST], size_note=note)

    def follows(self, thing: AssertedThing) -> str:
        """Return the words on the consequences of each settlement."""
        kind = thing.subject.kind
        if thing.evidence.kind is EvidenceKind.INSIGHT:
            name = "insight"
        elif asks_for_size_note(thing):
            name = "size_note"
        else:
            name = str(kind) if kind in {SubjectKind.CHANGE, SubjectKind.WORK} else "task"
        return self._say(f"follows.{name}")

    def subject(self, thing: AssertedThing) -> str:
        """Return the name of the subject; its reference where nothing knows it any more."""
        reference = thing.subject.reference
        match thing.subject.kind:
            case SubjectKind.PRODUCT:
                return _named(self.names.products, reference)
            case SubjectKind.TOPIC:
                return _named(self.names.topics, reference)
            case SubjectKind.CHECK:
                return say_quality(f"check.{reference}", self.language)
            case SubjectKind.TRIGGER:
                return say_outreach(f"trigger.{reference}", self.language)
            case SubjectKind.CHANGE:
                change = self.changes.get(reference)
                return title_of(change, self.language) if change else self._say("one.erased")
            case SubjectKind.DEMAND | SubjectKind.PAGE | SubjectKind.WORK:
                insight = self.insights.get(reference)
                return self._of_insight(insight) if insight else reference

    def figures(self, thing: AssertedThing) -> str:
        """Return the interval in words that fit its unit."""
        low, high = thing.evidence.low, thing.evidence.high
        match PREDICATES[thing.predicate].quantity:
            case Quantity.SHARE:
                return self._say("figure.share", low=self._percent(low), high=self._percent(high))
            case Quantity.PER_DAY:
                return self._say("figure.per_day", low=self._number(low), high=self._number(high))
            case Quantity.DIFFERENCE:
                return self._difference(thing)

    def counts(self, thing: AssertedThing) -> str:
        """Return the counts behind the interval."""
        evidence = thing.evidence
        count, of = self._number(evidence.count), self._number(evidence.of)
        told = "counts.of" if evidence.of else f"counts.{_way(evidence)}"
        if PREDICATES[thing.predicate].quantity is Quantity.PER_DAY:
            told = "counts.days"
        said = self._say(told, count=count, of=of, what=self._say(f"counted.{evidence.kind}"))
        if not evidence.customers:
            return said
        return f"{said} {self._say('counts.customers', n=self._number(evidence.customers))}"

    def days(self, thing: AssertedThing) -> str:
        """Return the days that were counted, the first and the last; "": it is not known."""
        since, until = thing.evidence.since, thing.evidence.until
        if since is None or until is None:
            return ""
        return figures.days(Window(since=since, until=until), self.language)

    def place(self, thing: AssertedThing) -> str:
        """Return the address of the page with the evidence."""
        return _PLACES[thing.evidence.kind].format(thing.evidence.reference)

    def place_name(self, thing: AssertedThing) -> str:
        """Return the name of that page."""
        is_product = _PLACES[thing.evidence.kind] == _PRODUCT
        return self._say("one.product" if is_product else "one.place")

    def move(self, move: AssertionMove) -> str:
        """Return a move of the history in words."""
        if move.other in set(Settlement):
            return self._say(f"settlement.{move.other}")
        return self._say(f"deed.{move.deed}")

    def became(self, became: Became) -> tuple[str, str]:
        """Return the words and the address of the thing that follows; "": nothing is to be done."""
        address = _CONSEQUENCES.get(became.kind, "").format(became.reference)
        return self._say(f"became.{became.kind}"), address

    def _clause(self, thing: AssertedThing) -> str:
        """Return the words that a thing happens more often, less often or as often as without."""
        name = "same"
        if thing.predicate is not Predicate.HAS_NO_EFFECT:
            is_more = (thing.predicate is Predicate.HELPS) is (thing.measure in _WANTED)
            name = "more" if is_more else "less"
        product = _named(self.names.products, thing.evidence.reference)
        return self._say(f"{name}.{thing.measure}", product=product)

    def _difference(self, thing: AssertedThing) -> str:
        """Return a difference of shares as so many more or fewer in a hundred.

        Of an effect, the interval is positive where it is good.
        """
        low, high = thing.evidence.low, thing.evidence.high
        if thing.predicate in EFFECTS and thing.measure not in _WANTED:
            low, high = -high, -low
        what = self._say(f"counted.{thing.evidence.kind}")
        low, high = round(low * 100, 1), round(high * 100, 1)
        if low < 0 < high:
            less, more = self._number(-low), self._number(high)
            return self._say("figure.between", less=less, more=more, what=what)
        name, ends = ("more", (low, high)) if high > 0 else ("less", (-high, -low))
        near, far = map(self._number, ends)
        return self._say(f"figure.{name}", low=near, high=far, what=what)

    def _number(self, value: float) -> str:
        return figures.number(value, self.language)

    def _percent(self, share: float) -> str:
        return figures.percent(share, self.language)

    def _of_insight(self, insight: Insight) -> str:
        finding = insight.finding
        return insight_sentence(finding.kind, finding.subject, self.names, self.language)

    def _say(self, name: str, /, **values: object) -> str:
        return say(name, self.language, **values)


_PRODUCT = "/insights/products/{}"

_PLACES: Mapping[EvidenceKind, str] = {
    EvidenceKind.INSIGHT: "/insights/i/{}",
    EvidenceKind.WORK: "/insights/i/{}",
    EvidenceKind.REPORT: "/console/report",
    EvidenceKind.COMPLAINTS: _PRODUCT,
    EvidenceKind.RETURNS: _PRODUCT,
    EvidenceKind.SALES: _PRODUCT,
    EvidenceKind.CHECK: "/console/quality/{}",
    EvidenceKind.CHANGE: "/console/improve/{}",
    EvidenceKind.EXPERIMENT: "/console/experiments/{}",
    EvidenceKind.LEDGER: "/console/outreach/ledger",
}

_CONSEQUENCES: Mapping[Consequence, str] = {
    Consequence.INSIGHT: "/insights/i/{}",
    Consequence.CHANGE: "/console/improve/{}",
    Consequence.EXPERIMENT: "/console/experiments/new?change={}",
}

_WANTED = frozenset({AssertedMeasure.RESOLVED, AssertedMeasure.ORDERED})
"""The measures of which more is good."""

_LONGEST = 300  # characters of a task


def _named(names: Mapping[str, str], reference: str) -> str:
    """Return the name of a reference: of its id, or of the id that it was made of."""
    if reference in names:
        return names[reference]
    made = (name for one, name in names.items() if reference_of(one) == reference)
    return next(made, reference)


def _way(evidence: AssertionEvidence) -> str:
    return "drawn" if evidence.kind.is_drawn else "compared"

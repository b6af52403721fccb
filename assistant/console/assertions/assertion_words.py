"""Say assertions in French and English: a sentence, its figures, and where its evidence stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.console.improve.change_view import title_of
from assistant.console.outreach.outreach_texts import say as say_outreach
from assistant.console.quality.quality_texts import say as say_quality
from assistant.conversation.message import Language
from assistant.improvement.assertions.assertion import (
    AssertedThing,
    AssertionEvidence,
    AssertionMove,
    Became,
    EvidenceKind,
    Settlement,
    SubjectKind,
    reference_of,
)
from assistant.improvement.assertions.predicate_table import EFFECTS, PREDICATES, Quantity
from assistant.improvement.changes.change_set import ChangeSet
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
        kind = thing.subject.kind
        if kind is SubjectKind.WORK:
            return self._say(f"sentence.work_{thing.predicate}", subject=subject.rstrip("."))
        return self._say(
            f"sentence.{thing.predicate}",
            subject=subject.rstrip("."),
            measure=self._say(f"measure.{thing.measure}"),
            done=self._say(f"done.{kind}") if thing.predicate in EFFECTS else "",
        )

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
        evidence = thing.evidence
        match PREDICATES[thing.predicate].quantity:
            case Quantity.SHARE:
                low, high = (self._percent(end) for end in (evidence.low, evidence.high))
                return self._say("figure.share", low=low, high=high)
            case Quantity.PER_DAY:
                low, high = (figures.number(end, self.language) for end in _ends(evidence))
                return self._say("figure.per_day", low=low, high=high)
            case Quantity.DIFFERENCE:
                return self._difference(thing)

    def counts(self, thing: AssertedThing) -> str:
        """Return the counts behind the interval."""
        evidence = thing.evidence
        count, of = (figures.number(one, self.language) for one in (evidence.count, evidence.of))
        customers = figures.number(evidence.customers, self.language)
        told = "counts.of" if evidence.of else "counts.both"
        if PREDICATES[thing.predicate].quantity is Quantity.PER_DAY:
            told = "counts.days"
        said = self._say(told, count=count, of=of, what=self._say(f"counted.{evidence.kind}"))
        if not evidence.customers:
            return said
        return f"{said} {self._say('counts.customers', n=customers)}"

    def days(self, thing: AssertedThing) -> str:
        """Return the days that were counted, the first and the last; "": it is not known."""
        since, until = thing.evidence.since, thing.evidence.until
        if since is None or until is None:
            return ""
        return figures.days(Window(since=since, until=until), self.language)

    def place(self, thing: AssertedThing) -> str:
        """Return the address of the page with the evidence."""
        return _PLACES[thing.evidence.kind].format(thing.evidence.reference)

    def move(self, move: AssertionMove) -> str:
        """Return a move of the history in words."""
        if move.other in set(Settlement):
            return self._say(f"settlement.{move.other}")
        return self._say(f"deed.{move.deed}")

    def became(self, became: Became) -> tuple[str, str]:
        """Return the words and the address of the thing that follows."""
        return (
            self._say(f"became.{became.kind}"),
            _CONSEQUENCES[str(became.kind)].format(became.reference),
        )

    def _difference(self, thing: AssertedThing) -> str:
        low, high = _ends(thing.evidence)
        name = "difference"
        if thing.predicate in EFFECTS:
            name = "better" if low > 0 else "worse" if high < 0 else "between"
        if name == "worse":
            low, high = -high, -low
        shown = (figures.number(round(one * 100, 1), self.language) for one in (low, high))
        return self._say(f"figure.{name}", **dict(zip(("low", "high"), shown, strict=True)))

    def _percent(self, share: float) -> str:
        return figures.percent(share, self.language)

    def _of_insight(self, insight: Insight) -> str:
        finding = insight.finding
        return insight_sentence(finding.kind, finding.subject, self.names, self.language)

    def _say(self, name: str, /, **values: object) -> str:
        return say(name, self.language, **values)


_PLACES: Mapping[EvidenceKind, str] = {
    EvidenceKind.INSIGHT: "/insights/i/{}",
    EvidenceKind.WORK: "/insights/i/{}",
    EvidenceKind.REPORT: "/console/report",
    EvidenceKind.COMPLAINTS: "/insights/products/{}",
    EvidenceKind.CHECK: "/console/quality/{}",
    EvidenceKind.CHANGE: "/console/improve/{}",
    EvidenceKind.EXPERIMENT: "/console/experiments/{}",
    EvidenceKind.LEDGER: "/console/outreach/ledger",
}

_CONSEQUENCES: Mapping[str, str] = {
    "insight": "/insights/i/{}",
    "change": "/console/improve/{}",
    "experiment": "/console/experiments/new?change={}",
}


def _named(names: Mapping[str, str], reference: str) -> str:
    """Return the name of a reference: of its id, or of the id that it was made of."""
    if reference in names:
        return names[reference]
    made = (name for one, name in names.items() if reference_of(one) == reference)
    return next(made, reference)


def _ends(evidence: AssertionEvidence) -> tuple[float, float]:
    return evidence.low, evidence.high

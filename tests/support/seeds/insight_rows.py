"""Make rows, findings and insights for tests, with defaults for all that a test does not care
about.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.insights.analysis_rows import (
    Answered,
    ExposureRow,
    MessageRow,
    Origin,
    SignalRow,
    SignalType,
    VisitOutcome,
    VisitRow,
)
from assistant.insights.insight import (
    Effect,
    EffectVerdict,
    Finding,
    Insight,
    Kind,
    Measurement,
    Move,
    Status,
    Subject,
    Unit,
    Window,
)
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake, open_duckdb
from assistant.insights.lake.row_files import Staging, merge
from assistant.insights.statistics.intervals import wilson

TODAY = date(2026, 6, 29)
"""The first day that is not looked at."""

NOON = datetime(2026, 6, 28, 12, tzinfo=UTC)


def measure(count: int, of: int, *, unit: Unit = Unit.CONVERSATIONS) -> Measurement:
    return Measurement(count=count, customers=count, of=of, unit=unit, rate=wilson(count, of))


def finding(value: str, *, kind: Kind = Kind.UNMET_DEMAND, **changed: Any) -> Finding:  # noqa: ANN401  # fields of all types
    defaults: dict[str, Any] = {
        "subject": Subject(value=value),
        "window": Window.before(TODAY, days=28),
        "measure": measure(12, 400),
        "score": 5.0,
        "quotes": ("m1", "m2"),
        "details": {"ratio": 2.5, "shape": "spike"},
    }
    return Finding(kind=kind, **{**defaults, **changed})


def open_insight(value: str, *, score: float = 5.0, **changed: Any) -> Insight:  # noqa: ANN401  # fields of all types
    found = finding(value, score=score)
    last = TODAY - timedelta(days=1)
    return Insight(finding=found, first_seen=last, last_seen=last, **changed)


def measured_insight(value: str) -> Insight:
    before, after = Window.before(TODAY, days=28), Window.before(TODAY, days=14)
    effect = Effect(
        before=measure(12, 400),
        after=measure(2, 380),
        before_window=before,
        after_window=after,
        difference=wilson(2, 380),
        verdict=EffectVerdict.FELL,
    )
    return open_insight(
        value,
        status=Status.MEASURED,
        owner="zoé",
        note="vu avec l'acheteuse",
        done_on=date(2026, 6, 1),
        effect=effect,
        moves=(Move(to=Status.MEASURED, at=NOON, by="build", note=""),),
        version=3,
    )


class Talks:
    """Rows in the making: `talk` adds a conversation of one message, and what it signals."""

    def __init__(self) -> None:
        self.messages: list[MessageRow] = []
        self.signals: list[SignalRow] = []
        self.visits: list[VisitRow] = []
        self.exposures: list[ExposureRow] = []

    def talk(
        self,
        *signals: tuple[SignalType, str],
        days_ago: int = 3,
        customer: str = "",
        polarity: int | None = None,
        **columns: Any,  # noqa: ANN401  # the same
    ) -> str:
        """Add one; return its id. `columns` are of the message, and of signals that have them."""
        number = len(self.messages) + 1
        key = f"c{number:05d}"
        at = datetime.combine(TODAY, datetime.min.time(), UTC) - timedelta(days=days_ago)
        at += timedelta(minutes=number % 1440)
        common: dict[str, Any] = {
            "day": at.date(),
            "at": at,
            "origin": Origin.CONVERSATION,
            "conversation_key": key,
            "customer_key": customer or key,
            "message_id": f"m{number:05d}",
        }
        kept = {name: columns.pop(name) for name in _OF_SALE & columns.keys()}
        message = MessageRow(**common, **{"text": f"text {number}", **columns})
        self.messages.append(message)
        self._visit(message, handed_over=any(one is SignalType.HANDED_OFF for one, _ in signals))
        kept |= {name: columns[name] for name in _SHARED & columns.keys()}
        self.signals += [
            SignalRow(**common, type=type_, value=value, polarity=polarity, **kept)
            for type_, value in signals
        ]
        return key

    def _visit(self, message: MessageRow, *, handed_over: bool) -> None:
        """Add the visit of a conversation of one message."""
        if message.origin is not Origin.CONVERSATION:
            return
        unanswered = message.answered is Answered.NO
        outcome = VisitOutcome.UNANSWERED if unanswered else VisitOutcome.ANSWERED
        self.visits.append(
            VisitRow(
                day=message.day,
                at=message.at,
                ended_at=message.at,
                conversation_key=message.conversation_key,
                customer_key=message.customer_key,
                message_id=message.message_id,
                asked_id=message.message_id,
                channel="webchat",
                language=message.language,
                topic=message.topic,
                outcome=VisitOutcome.HANDED_OVER if handed_over else outcome,
            )
        )

    def quiet(self, count: int, **columns: Any) -> None:  # noqa: ANN401  # the same
        """Add conversations that signal nothing, spread over the last four weeks."""
        for number in range(count):
            self.talk(days_ago=1 + number % 28, **columns)

    def lake(self, root: Path) -> Lake:
        """Write the rows as a build; return its lake."""
        build_rows(root, self.messages, self.signals, self.exposures, self.visits)
        return open_lake(root)


_OF_SALE = {"sale", "joined_by", "margin", "sold_at", "joined_at"}
_SHARED = {"product_id", "variant_id", "category", "region", "language", "answered", "topic"}


def build_rows(
    root: Path,
    messages: Iterable[MessageRow],
    signals: Iterable[SignalRow] = (),
    exposures: Iterable[ExposureRow] = (),
    visits: Iterable[VisitRow] = (),
) -> None:
    """Make a build of rows, and make it current."""
    builds = Builds(root)
    new = builds.begin()
    staging = Staging(folder=builds.staging)
    staging.add("messages", list(messages))
    staging.add("signals", list(signals))
    staging.add("exposures", list(exposures))
    staging.add("visits", list(visits))
    staging.finish()
    merge(None, staging, (), new)
    builds.publish(new, BuildState(built_at=NOON.isoformat()))


def open_lake(root: Path) -> Lake:
    """Open the current build on DuckDB."""
    build = Builds(root).current()
    return Lake(open_duckdb(build), build)


QUESTIONS = (
    "Do you offer gift wrapping?",
    "Can you wrap it as a gift, please?",
    "Is gift wrapping possible for the lamp?",
    "How much is gift wrapping?",
    "Do you do gift wrap?",
    "Could my order be gift wrapped?",
)
TOPIC = "t1"
ANSWER = (
    "We offer gift wrapping for every order. Gift wrapping costs 4 EUR: choose it in the basket"
    " before you pay."
)


def ask_for_wrapping(root: Path) -> None:
    """Write a build in `root` of what customers asked in vain, one of them in another's words."""
    talks = Talks()
    for number, text in enumerate((*QUESTIONS, QUESTIONS[0].lower())):
        talks.talk(
            days_ago=2 + number,
            text=text,
            language="en",
            question=True,
            answered=Answered.NO,
            topic=TOPIC,
        )
    talks.talk(
        text="Faites-vous des paquets cadeaux ?",
        language="fr",
        topic=TOPIC,
        question=True,
        answered=Answered.NO,
    )
    talks.lake(root).close()


def wrapping_gap() -> Insight:
    """Return the insight that this is."""
    finding = Finding(
        kind=Kind.CONTENT_GAP,
        subject=Subject(topic=TOPIC),
        window=Window.before(TODAY, days=28),
        measure=measure(7, 7, unit=Unit.TOPIC_TALKS),
        score=5.0,
    )
    return Insight(finding=finding, first_seen=TODAY, last_seen=TODAY)


def missing_attribute(product_id: str, attribute: str, *, count: int = 12) -> Insight:
    """Return the insight that a product's page lacks an attribute."""
    finding = Finding(
        kind=Kind.MISSING_ATTRIBUTE,
        subject=Subject(product_id=product_id, value=attribute),
        window=Window.before(TODAY, days=28),
        measure=measure(count, 40, unit=Unit.ATTRIBUTE_QUESTIONS),
        products=(product_id,),
        score=4.0,
    )
    return Insight(finding=finding, first_seen=TODAY, last_seen=TODAY)

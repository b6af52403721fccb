"""The sums since a build are those of the next build."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assistant.conversation.events import Reason, ReplyKind
from assistant.improvement.experiments.guard_watch import with_fresh
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.fresh_talks import FRESH_METRICS, read_talk
from assistant.insights.queries.experiment_query import exposed_days, exposed_visitors
from assistant.insights.queries.experiment_views import ExposedDay
from tests.support.seeds.insight_rows import open_lake
from tests.unit.assistant.insights.projection.talks import Talk
from tests.unit.assistant.insights.queries.test_experiment_query import exposed
from tests.unit.assistant.insights.queries.test_report_query import asked, build

SINCE, UNTIL = date(2026, 6, 1), date(2026, 7, 20)


def before() -> list[Talk]:
    """Return the conversations that a build has."""
    good = [exposed(asked(n, days=0.1), changed=True) for n in range(3)]
    angry = exposed(asked(10, days=0.1), changed=False).hand_off(Reason.ANGER)
    known = exposed(asked(11, contact="known", days=0.2), changed=True).prove("4711")
    return [*good, angry, known, asked(12, contact="other", days=0.2)]


def since() -> list[Talk]:
    """Return those that went on, or began, since."""
    return [
        exposed(asked(20, days=1.1), changed=True),  # new visitors
        exposed(asked(21, days=1.1), changed=False).hand_off(Reason.INSULT),
        exposed(asked(1, days=0.1), changed=True).thumb(helpful=False),  # one of the build
        # The same customer on another channel, soon and too late.
        exposed(
            asked(22, contact="phone", days=1.2, kind=ReplyKind.ABSTAINED), changed=False
        ).prove("4711"),
        exposed(asked(23, contact="known", days=9.0), changed=True).hand_off(Reason.ANGER),
        asked(24, contact="other", days=1.3),  # in no arm
    ]


def lake_of(root: Path, projection: ConversationProjection, talks: Iterable[Talk]) -> Lake:
    build(root, projection, talks)
    return open_lake(root)


def summed(found: Iterable[ExposedDay]) -> dict[tuple[bool, str], float]:
    """Return the visitors and the sums that events tell, by arm."""
    totals: dict[tuple[bool, str], float] = {}
    for one in found:
        for name, value in {
            "visitors": one.visitors,
            **{str(metric): one.sums[metric] for metric in FRESH_METRICS},
        }.items():
            key = (one.changed, name)
            totals[key] = totals.get(key, 0) + value
    return totals


class TestTheSumsSinceABuild:
    def test_are_those_of_a_build_that_has_it_all(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        ids = {talk.id for talk in since()}
        whole = [*(talk for talk in before() if talk.id not in ids), *since()]
        old = lake_of(tmp_path / "old", projection, before())
        new = lake_of(tmp_path / "new", projection, whole)
        fresh = [found for one in since() if (found := read_talk(one.events, projection.secret))]
        keys = {key for one in fresh for key in (one.contact, one.customer)}

        days = exposed_days(old, Tables(), "e1", since=SINCE, until=UNTIL)
        known = exposed_visitors(old, Tables(), "e1", keys, since=SINCE, until=UNTIL)
        completed = with_fresh("e1", days, known, fresh)

        expected = exposed_days(new, Tables(), "e1", since=SINCE, until=UNTIL)
        old.close()
        new.close()
        assert summed(completed) == summed(expected)
        assert summed(completed) != summed(days)

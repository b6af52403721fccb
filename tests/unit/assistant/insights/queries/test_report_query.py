"""Test the report on the assistant's work against conversations whose outcome is known."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.conversation.events import (
    ModelUsed,
    Reason,
    ReplyKind,
    SatisfactionRated,
    SuggestionDecided,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import ChannelKind
from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.insight import Window
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.lake.row_files import Staging, merge
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.queries.report_query import report
from assistant.insights.queries.report_views import AssistantReport, WorkOutcome
from assistant.insights.statistics.intervals import wilson
from assistant.understanding.types import Intent
from tests.support.seeds.insight_rows import open_lake
from tests.unit.assistant.insights.projection.talks import Talk

WINDOW = Window(since=date(2026, 6, 1), until=date(2026, 6, 8))
RETURNS = "quel est le délai de retour ?"
PARCEL = "où est mon colis ?"
PARIS = ZoneInfo("Europe/Paris")


def asked(
    number: int,
    text: str = RETURNS,
    *,
    contact: str = "",
    days: float = 1.0,
    channel: ChannelKind = ChannelKind.WEBCHAT,
    kind: ReplyKind = ReplyKind.ANSWERED,
    intent: Intent | None = None,
) -> Talk:
    """Return a conversation of one question and the assistant's reply, `days` into the window."""
    start = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=days)
    talk = Talk(f"c{number}", contact=contact or f"k{number}", start=start, channel=channel)
    usual = Intent.QUESTION if text == RETURNS else Intent.ORDER_STATUS
    return talk.customer(text, intent=intent or usual).reply(kind)


def planted() -> list[Talk]:
    """Return conversations of a week, and of the week before, with the outcome of each."""
    spent = {"purpose": "write", "outcome": "written", "prompt": 80, "completion": 20}
    resolved = [asked(n, days=n / 4) for n in range(6)]
    resolved[0].thumb(helpful=True).happen(SatisfactionRated, score=5)
    resolved[1].happen(ModelUsed, **spent, cost=Decimal("0.25"))
    other_matter = [asked(10, contact="k1", text=PARCEL, days=1.2)]  # no return: another matter
    late = [asked(11, contact="k2", days=2 / 4 + 3.1)]  # the same, but after 72 hours
    came_back = [asked(20, contact="back", days=1), asked(21, contact="back", days=3.9)]
    disliked = [asked(30).thumb(helpful=False).happen(SatisfactionRated, score=2)]
    whatsapp = ChannelKind.WHATSAPP
    unanswered = [
        asked(40 + n, kind=ReplyKind.ABSTAINED, days=2 + n / 8, channel=whatsapp) for n in range(5)
    ]
    silent = [asked(50).customer(PARCEL, intent=Intent.ORDER_STATUS)]
    handed = [asked(60 + n).hand_off(Reason.ASKED_FOR_PERSON) for n in range(3)]
    handed[0].happen(SuggestionDecided, suggestion_id=MessageId("s"), outcome="edited")
    start = datetime(2026, 6, 2, tzinfo=UTC)
    hello = Talk("c70", contact="k70", start=start).customer("bonjour", intent=Intent.GREETING)
    talk = [hello.reply(ReplyKind.SMALL_TALK)]
    before = [asked(80 + n, days=-3 + n / 10) for n in range(4)]
    before += [asked(90, days=-2).hand_off(Reason.ANGER)]
    after = [asked(99, days=7.5)]  # not in the window
    groups = (resolved, other_matter, late, came_back, disliked, unanswered, silent, handed, talk)
    return [one for group in (*groups, before, after) for one in group]


@pytest.fixture(scope="module")
def lake(
    projection: ConversationProjection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lake]:
    root = tmp_path_factory.mktemp("planted")
    build(root, projection, planted())
    lake = open_lake(root)
    yield lake
    lake.close()


@pytest.fixture(scope="module")
def told(lake: Lake) -> AssistantReport:
    return report(lake, Tables(), WINDOW, zone=PARIS)


def build(root: Path, projection: ConversationProjection, talks: Iterable[Talk]) -> None:
    """Make a build of conversations in `root`."""
    builds = Builds(root)
    new = builds.begin()
    staging = Staging(folder=builds.staging)
    for talk in talks:
        rows = projection.rows(talk.events)
        staging.add("messages", rows.messages)
        staging.add("signals", rows.signals)
        staging.add("visits", rows.visits)
        staging.add("checks", rows.checks)
    staging.finish()
    merge(None, staging, (), new)
    builds.publish(new, BuildState())


class TestTheReport:
    def test_tells_the_outcome_of_each_visit(self, told: AssistantReport) -> None:
        assert told.now.outcomes.counts == {
            WorkOutcome.RESOLVED: 6 + 1 + 1 + 1,  # one came back for another matter, one late,
            WorkOutcome.CAME_BACK: 1,  # and the second visit of who came back is resolved itself
            WorkOutcome.DISLIKED: 1,
            WorkOutcome.UNANSWERED: 5,
            WorkOutcome.SILENT: 1,
            WorkOutcome.HANDED_OVER: 3,
        }
        assert (told.now.outcomes.visits, told.now.talks) == (20, 1)
        assert told.now.outcomes.rate("resolved") == wilson(9, 20)
        assert told.now.outcomes.rate("contained") == wilson(11, 20)

    def test_knows_who_came_back_as_another(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        unproven, proven = asked(1, contact="ann"), asked(2, contact="ann", days=2).prove("4711")
        elsewhere = asked(3, contact="+33 6", days=3, channel=ChannelKind.WHATSAPP).prove("4711")
        neighbour = asked(4, contact="bob", days=2)
        build(tmp_path, projection, [unproven, proven, elsewhere, neighbour])
        lake = open_lake(tmp_path)

        outcomes = report(lake, Tables(), WINDOW, zone=UTC).now.outcomes

        lake.close()
        assert outcomes.counts[WorkOutcome.CAME_BACK] == 2  # on the web, then on WhatsApp
        assert outcomes.counts[WorkOutcome.RESOLVED] == 2
        assert outcomes.customers == 2

    def test_does_not_call_resolved_what_the_customer_asked_a_person_for_next(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        words = "je veux parler à quelqu'un"
        talks = [asked(1, contact="ann"), asked(2, contact="bob")]
        for number, contact, days in ((3, "ann", 3.9), (4, "bob", 4.1)):
            talk = asked(number, words, contact=contact, days=days, intent=Intent.ASK_FOR_PERSON)
            talks.append(talk.hand_off(Reason.ASKED_FOR_PERSON))
        build(tmp_path, projection, talks)
        lake = open_lake(tmp_path)

        counts = report(lake, Tables(), WINDOW, zone=UTC).now.outcomes.counts

        lake.close()
        assert counts[WorkOutcome.CAME_BACK] == 1
        assert counts[WorkOutcome.RESOLVED] == 1  # 73 hours later it is another matter

    @pytest.mark.parametrize(
        ("needs", "intent", "counts"),
        [
            (("return", "delivery"), Intent.QUESTION, 0),  # another matter, though of one intent
            (("return", "return"), Intent.ORDER_STATUS, 1),
            (("return", ""), Intent.ORDER_STATUS, 1),  # "still nothing?"
            (("return", ""), Intent.PRODUCT_QUESTION, 0),
        ],
    )
    def test_tells_matters_apart_by_the_needs_that_are_stated(
        self,
        projection: ConversationProjection,
        tmp_path: Path,
        needs: tuple[str, str],
        intent: Intent,
        counts: int,
    ) -> None:
        stated = [*needs]  # of the messages, in their order
        reader = replace(projection.reader, needs=lambda *_: stated.pop(0))
        talks = [asked(1, contact="ann"), asked(2, PARCEL, contact="ann", days=2, intent=intent)]
        build(tmp_path, replace(projection, reader=reader), talks)
        lake = open_lake(tmp_path)

        outcomes = report(lake, Tables(), WINDOW, zone=UTC).now.outcomes

        lake.close()
        assert outcomes.counts[WorkOutcome.CAME_BACK] == counts

    def test_stands_beside_as_long_a_time_before(self, told: AssistantReport) -> None:
        before = told.before.outcomes

        assert told.before_window == Window.before(WINDOW.since, days=7)
        assert (before.visits, before.counts[WorkOutcome.HANDED_OVER]) == (5, 1)
        assert before.rate("resolved") == wilson(4, 5)

    def test_counts_thumbs_ratings_changes_and_costs(self, lake: Lake) -> None:
        now = report(lake, Tables(), WINDOW, zone=PARIS, least=2).now
        sums = now.sums

        assert (sums["thumbs_up"], sums["thumbs_down"]) == (1, 1)
        assert (now.scores, now.content, now.score_sum) == (2, 1, 7)
        assert (sums["suggestions_edited"], sums["approvals_denied"]) == (1, 0)
        costs = (sums["model_requests"], sums["model_tokens"], sums["model_cost"])
        assert costs == (1, 100, 0.25)

    def test_keeps_the_opinions_of_few_customers_to_itself(self, told: AssistantReport) -> None:
        sums = told.now.sums

        assert (sums["thumbs_up"], sums["thumbs_down"]) == (0, 0)
        assert (told.now.scores, told.now.content, told.now.score_sum) == (0, 0, 0)

    def test_keeps_a_time_before_of_few_customers_to_itself(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        talks = [asked(n) for n in range(10)]
        talks += [asked(20 + n, channel=ChannelKind.MESSENGER) for n in range(10)]
        talks += [asked(30 + n, days=-2) for n in range(8)]
        talks += [asked(40, days=-2, channel=ChannelKind.MESSENGER)]
        build(tmp_path, projection, talks)
        lake = open_lake(tmp_path)

        page = report(lake, Tables(), WINDOW, zone=UTC)
        file = report(lake, Tables(), WINDOW, zone=UTC, least=10)

        lake.close()
        channels = page.tables["channel"].lines
        assert [(one.now.visits, one.before.visits) for one in channels] == [(10, 0), (10, 0)]
        assert page.before.outcomes.visits == 9  # which would tell one channel by the other
        assert file.now.outcomes.visits == 20
        assert (file.before.outcomes.visits, file.before.outcomes.customers) == (0, 0)

    def test_is_told_by_channel_language_and_time(self, told: AssistantReport) -> None:
        channels = {one.name: one for one in told.tables["channel"].lines}
        [language] = told.tables["language"].lines

        assert {name: one.now.visits for name, one in channels.items()} == {
            "webchat": 15,
            "whatsapp": 5,
        }
        assert channels["whatsapp"].now.rate("unanswered") == wilson(5, 5)
        assert channels["webchat"].before.visits == 5
        assert (language.name, language.now.visits) == ("fr", 20)

    def test_knows_the_hour_by_the_shops_clock(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        evening = [asked(n, days=1 + 16.5 / 24) for n in range(5)]  # 18:30 in Paris, in summer
        build(tmp_path, projection, evening)
        lake = open_lake(tmp_path)

        here = report(lake, Tables(), WINDOW, zone=PARIS).tables["time"].lines
        there = report(lake, Tables(), WINDOW, zone=UTC).tables["time"].lines

        lake.close()
        assert [one.name for one in (*here, *there)] == ["evening", "afternoon"]

    def test_leaves_out_lines_of_few_customers(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        talks = [asked(n) for n in range(12)]
        talks += [asked(20 + n, channel=ChannelKind.MESSENGER) for n in range(4)]
        talks += [asked(30 + n, channel=ChannelKind.WHATSAPP) for n in range(6)]
        build(tmp_path, projection, talks)
        lake = open_lake(tmp_path)

        table = report(lake, Tables(), WINDOW, zone=UTC).tables["channel"]

        lake.close()
        assert [one.name for one in table.lines] == ["webchat"]
        assert table.left_out == 2  # with only one of them left out, the total would tell it

    def test_has_a_share_for_each_week(self, told: AssistantReport) -> None:
        [week] = told.weeks

        assert (week.week, week.count, week.of) == (WINDOW.since, 9, 20)
        assert week.rate == wilson(9, 20)

    def test_of_a_build_that_knew_no_visits_waits_for_the_next(
        self, projection: ConversationProjection, tmp_path: Path
    ) -> None:
        build(tmp_path, projection, [])
        lake = open_lake(tmp_path)
        lake.build.placeholder("visits").unlink()

        with pytest.raises(NoBuildError):
            report(lake, Tables(), WINDOW, zone=UTC)
        lake.close()

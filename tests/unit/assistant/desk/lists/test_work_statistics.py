from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.conversation.events import (
    ConversationEvent,
    CopilotUsed,
    SatisfactionRated,
    StoredEvent,
)
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.model_events import HelpOutcome
from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.list_projection import project
from assistant.desk.lists.work_measures import Measure, MeasureKind
from assistant.desk.lists.work_statistics import durations, figures, report, share
from tests.support.seeds.conversation_events import NOON, minute, replied, started, wrote
from tests.support.seeds.people_events import (
    agent_replied,
    assigned,
    claimed,
    handed_off,
    released,
    reopened,
    resolved,
    snoozed,
)

C1 = ConversationId("c1")
ANNA, BEN = AgentId("anna"), AgentId("ben")
PARIS = ZoneInfo("Europe/Paris")


def measures(*events: ConversationEvent) -> list[Measure]:
    """Return what is measured of events a minute apart."""
    timed = [replace(event, at=minute(n)) for n, event in enumerate(events)]
    stored = [StoredEvent(position=n, sequence=n, event=e) for n, e in enumerate(timed, 1)]
    return list(project(Standing(conversation_id=C1), stored).measures)


def values(kind: MeasureKind, *events: ConversationEvent) -> list[float]:
    return [one.value for one in measures(*events) if one.kind is kind]


def measure(kind: MeasureKind, value: float = 0.0, **fields: object) -> Measure:
    given = {"conversation_id": C1, "sequence": 1, "agent_id": ANNA, "team": None, "at": NOON}
    return Measure(kind=kind, value=value, **(given | fields))  # type: ignore[arg-type]


def rating(score: int) -> SatisfactionRated:
    return SatisfactionRated(conversation_id=C1, at=NOON, score=score)


class TestFirstReply:
    def test_counts_from_the_first_message_that_waits(self) -> None:
        story = started(), wrote("m1"), handed_off(), wrote("m2"), agent_replied("r1", "m1", "m2")

        assert values(MeasureKind.FIRST_REPLY, *story) == [180.0]

    def test_an_announcement_that_answers_nothing_stops_no_clock(self) -> None:
        story = started(), wrote("m1"), handed_off(), replied("a1"), agent_replied("r1", "m1")

        assert values(MeasureKind.FIRST_REPLY, *story) == [180.0]

    def test_is_one_a_stretch(self) -> None:
        first = started(), wrote("m1"), handed_off(), agent_replied("r1", "m1")
        more = wrote("m2"), agent_replied("r2", "m2")
        again = released(), wrote("m3"), handed_off(), agent_replied("r3", "m3")

        assert values(MeasureKind.FIRST_REPLY, *first, *more, *again) == [120.0, 120.0]
        assert len(values(MeasureKind.REPLIED, *first, *more, *again)) == 3

    def test_words_that_nobody_waited_for_are_no_reply(self) -> None:
        story = started(), claimed("anna"), agent_replied("r1"), wrote("m1")

        assert values(MeasureKind.FIRST_REPLY, *story) == []
        assert values(MeasureKind.FIRST_REPLY, *story, agent_replied("r2", "m1")) == [60.0]


class TestResolution:
    def test_counts_from_when_it_became_a_persons(self) -> None:
        story = started(), wrote("m1"), handed_off(), claimed("anna"), snoozed(), resolved("m1")

        assert values(MeasureKind.RESOLVED, *story) == [180.0]

    def test_what_the_assistant_ends_is_no_persons_work(self) -> None:
        assert measures(started(), wrote("m1"), replied("r1", "m1"), resolved()) == []

    def test_what_a_message_keeps_open_is_not_resolved(self) -> None:
        story = started(), wrote("m1"), claimed("anna"), resolved()

        assert values(MeasureKind.RESOLVED, *story) == []

    def test_is_whose_it_was(self) -> None:
        team = TeamId("returns")
        story = started(), replace(assigned("ben"), team=team), claimed("anna"), resolved()

        [one] = measures(*story)

        assert (one.kind, one.agent_id, one.team) == (MeasureKind.RESOLVED, ANNA, team)


class TestReopening:
    STORY: tuple[ConversationEvent, ...] = (started(), claimed("anna"), resolved())

    @pytest.mark.parametrize("again", [handed_off(), reopened("ben"), claimed("ben")])
    def test_is_of_the_resolution_that_did_not_last(self, again: ConversationEvent) -> None:
        found = measures(*self.STORY, wrote("m1"), again)

        reopening = found[-1]
        assert (reopening.kind, reopening.agent_id) == (MeasureKind.REOPENED, ANNA)
        assert reopening.at == minute(2)

    def test_is_counted_once_a_resolution(self) -> None:
        found = measures(*self.STORY, reopened("ben"), released(), handed_off())

        assert [one.kind for one in found].count(MeasureKind.REOPENED) == 1

    def test_thanks_that_the_assistant_answers_reopen_nothing(self) -> None:
        found = measures(*self.STORY, wrote("m1"), replied("r1", "m1"))

        assert [one.kind for one in found] == [MeasureKind.RESOLVED]

    def test_after_a_week_it_is_a_new_matter(self) -> None:
        events: list[ConversationEvent] = []
        for number in range(len(self.STORY)):
            event: ConversationEvent = self.STORY[number]
            events.append(replace(event, at=minute(number)))
        events.append(replace(reopened("ben"), at=minute(2) + timedelta(days=7, seconds=1)))
        stored = [StoredEvent(position=n, sequence=n, event=e) for n, e in enumerate(events, 1)]

        found = project(Standing(conversation_id=C1), stored).measures

        assert [one.kind for one in found] == [MeasureKind.RESOLVED]


class TestRating:
    def test_is_of_whoever_resolved_it(self) -> None:
        [*_, one] = measures(started(), claimed("anna"), resolved(), rating(4))

        assert (one.kind, one.agent_id, one.value) == (MeasureKind.RATED, ANNA, 4.0)


class TestFigures:
    def test_the_last_rating_of_a_conversation_counts(self) -> None:
        found = figures([measure(MeasureKind.RATED, 1), measure(MeasureKind.RATED, 5)]).satisfaction

        assert found is not None
        assert (found.count, found.mean, found.content.part, found.few) == (1, 5, 1, True)

    def test_a_conversation_counts_once_however_often_it_is_worked_on(self) -> None:
        found = figures(
            [
                measure(MeasureKind.REPLIED),
                measure(MeasureKind.REPLIED),
                measure(MeasureKind.RESOLVED, 9),
            ]
        )

        assert (found.conversations, found.resolved) == (1, 1)
        assert found.first_reply is None
        assert found.satisfaction is None

    def test_median_and_ninetieth_percentile(self) -> None:
        found = durations(float(n) for n in range(1, 21))

        assert found is not None
        assert (found.count, found.median_s, found.p90_s, found.few) == (20, 10.5, 18.0, False)

    def test_no_ninetieth_percentile_of_nine(self) -> None:
        found = durations([60.0] * 9)

        assert found is not None
        assert (found.median_s, found.p90_s, found.few) == (60.0, None, True)

    def test_a_share_says_what_so_few_leave_open(self) -> None:
        found = share(1, 10)

        assert found is not None
        assert (found.share, found.few) == (0.1, True)
        assert (found.low, found.high) == pytest.approx((0.0179, 0.4042), abs=1e-4)
        assert share(0, 0) is None


class TestReport:
    def test_groups_by_agent_team_and_day_of_the_zone(self) -> None:
        returns = TeamId("returns")
        late = NOON.replace(hour=23, minute=30)
        found = report(
            [
                measure(MeasureKind.REPLIED, team=returns),
                measure(
                    MeasureKind.REPLIED, agent_id=BEN, conversation_id=ConversationId("c2"), at=late
                ),
                measure(MeasureKind.RESOLVED, 60.0, agent_id=None),
            ],
            zone=PARIS,
        )

        assert found.total.conversations == 2
        assert {who: f.conversations for who, f in found.agents.items()} == {ANNA: 1, BEN: 1}
        assert set(found.teams) == {returns}
        assert {str(day): f.conversations for day, f in found.days.items()} == {
            "2026-03-01": 1,
            "2026-03-02": 1,
        }


class TestTheCopilot:
    def used(self, help_: str, outcome: HelpOutcome, distance: float = 0.0) -> CopilotUsed:
        return CopilotUsed(
            conversation_id=C1, at=NOON, help=help_, outcome=outcome, by=BEN, distance=distance
        )

    def test_is_measured_by_what_agents_made_of_it(self) -> None:
        found = measures(
            started(),
            wrote("m1"),
            handed_off("m1"),
            claimed("ben"),
            self.used("draft", "sent"),
            self.used("draft", "edited", 0.4),
            self.used("draft", "outdated"),
            self.used("to_french", "edited", 0.1),
            self.used("ask", "discarded"),
            self.used("something newer", "sent"),
        )
        one = report(found, zone=PARIS)

        assert set(one.helps) == {"draft", "rewording", "answer"}
        draft = one.helps["draft"]
        assert (draft.used.part, draft.used.of, draft.changed) == (2, 3, 0.2)
        assert draft.unchanged is not None
        assert (draft.unchanged.part, draft.unchanged.of) == (1, 2)
        assert one.helps["answer"].changed is None
        helps = one.helped[BEN]
        assert (helps.used.part, helps.used.of) == (3, 5)

    def test_that_nobody_used_has_no_figures(self) -> None:
        one = report(measures(started(), wrote("m1")), zone=PARIS)
        assert one.helps == {}
        assert one.helped == {}

"""The harm in a conversation is read from its events, as the builds read it."""

from datetime import timedelta

import pytest

from assistant.conversation.events import ExperimentExposed, Reason, ReplyKind
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.fresh_talks import FreshTalk, read_talk
from assistant.kit.experiments.experiment import VisitorMetric
from tests.unit.assistant.insights.projection.talks import NOON, Talk
from tests.unit.assistant.insights.queries.test_report_query import asked

SECRET = b"0" * 32


def read(talk: Talk) -> FreshTalk:
    found = read_talk(talk.events, SECRET)
    assert found is not None
    return found


def harms(talk: Talk) -> set[VisitorMetric]:
    return {harm for visit in read(talk).visits for harm in visit.harms}


class TestAFreshTalk:
    @pytest.mark.parametrize(
        ("talk", "harm"),
        [
            (asked(1), set()),
            (asked(2).hand_off(Reason.ASKED_FOR_PERSON), {VisitorMetric.HANDED_OVER}),
            (
                asked(3).hand_off(Reason.ANGER),
                {VisitorMetric.HANDED_OVER, VisitorMetric.COMPLAINED},
            ),
            (asked(4, kind=ReplyKind.ABSTAINED), {VisitorMetric.UNANSWERED}),
            (asked(5).thumb(helpful=False), {VisitorMetric.DISLIKED}),
            (Talk("c6").customer("Livrez-vous en Suisse ?"), set()),  # it waits for its reply
        ],
    )
    def test_has_the_harm_of_its_visits(self, talk: Talk, harm: set[VisitorMetric]) -> None:
        assert harms(talk) == harm

    def test_has_the_keys_of_the_builds(self, projection: ConversationProjection) -> None:
        talk = asked(1)
        [visit] = projection.rows(talk.events).visits

        found = read_talk(talk.events, projection.secret)

        assert found is not None
        assert (found.contact, found.customer) == (visit.contact_key, visit.customer_key)

    def test_has_the_first_exposure_and_the_visit_that_it_is_in(self) -> None:
        talk = asked(1)
        for changed in (True, False):
            talk.happen(ExperimentExposed, experiment_id="e1", changed=changed, share=0.5)

        found = read(talk)

        assert found.exposures["e1"].changed
        assert found.began(found.exposures["e1"].at) == found.visits[0].at
        assert found.began(NOON - timedelta(days=90)) == NOON - timedelta(days=90)

    def test_that_is_erased_has_nothing(self) -> None:
        assert read_talk(asked(1).erase().events, SECRET) is None
        assert read_talk((), SECRET) is None
        assert customer_key(SECRET, "customer", "x") != customer_key(SECRET, "contact", "x")

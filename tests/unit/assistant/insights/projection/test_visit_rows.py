"""Test visits: where one ends, and what the assistant made of it."""

from decimal import Decimal

import pytest

from assistant.conversation.events import (
    ApprovalDecided,
    Author,
    ConversationClaimed,
    ConversationReleased,
    ConversationResolved,
    CopilotUsed,
    ModelUsed,
    OperationDone,
    Reason,
    ReplyKind,
    SatisfactionRated,
    SuggestionDecided,
)
from assistant.conversation.ids import AgentId, MessageId
from assistant.insights.analysis_rows import VisitOutcome, VisitRow
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.visit_rows import LONGEST_REPLY_S
from assistant.understanding.types import Intent
from tests.unit.assistant.insights.projection.talks import Talk

MARA = AgentId("mara")
ASKED = "quel est le délai de retour ?"


def answered(conversation: str = "c1") -> Talk:
    """Return a conversation with one question and its answer."""
    return Talk(conversation).customer(ASKED, intent=Intent.QUESTION).reply()


class TestAVisit:
    def test_ends_after_an_hour_of_silence(self, projection: ConversationProjection) -> None:
        talk = answered().pause(minutes=50).customer("et en Suisse ?", intent=Intent.QUESTION)
        talk.reply().pause(minutes=70).customer(ASKED, intent=Intent.QUESTION).reply()

        rows = projection.rows(talk.events)

        assert [one.message_id for one in rows.visits] == ["c1-m1", "c1-m3"]
        assert rows.visits[0].ended_at == rows.messages[1].at
        assert [one.outcome for one in rows.visits] == [VisitOutcome.ANSWERED] * 2
        assert (rows.visits[0].asked_id, rows.visits[0].language) == ("c1-m1", "fr")

    def test_lasts_as_long_as_a_person_has_the_conversation(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("je veux parler à quelqu'un", intent=Intent.ASK_FOR_PERSON)
        talk.hand_off(Reason.ASKED_FOR_PERSON).pause(hours=15).reply(author=Author.AGENT)
        talk.customer("merci, et le délai de retour ?", intent=Intent.QUESTION).pause(hours=2)
        talk.customer("alors ?").reply(author=Author.AGENT).happen(ConversationResolved)
        talk.pause(hours=2).customer(ASKED, intent=Intent.QUESTION).reply()

        outcomes = [one.outcome for one in projection.rows(talk.events).visits]

        assert outcomes == [VisitOutcome.HANDED_OVER, VisitOutcome.ANSWERED]

    def test_counts_the_time_before_each_reply_of_a_person_but_not_that_of_waiting(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("je veux parler à quelqu'un", intent=Intent.ASK_FOR_PERSON)
        talk.hand_off(Reason.ASKED_FOR_PERSON).pause(hours=15)
        talk.happen(ConversationClaimed, agent_id=MARA).pause(minutes=4)
        talk.reply(author=Author.AGENT).customer("et en Suisse ?").pause(minutes=45)
        talk.reply(author=Author.AGENT)

        [visit] = projection.rows(talk.events).visits

        assert visit.person_s == pytest.approx(4 * 60 + LONGEST_REPLY_S, abs=60)
        assert projection.rows(answered().events).visits[0].person_s == 0

    def test_that_the_customer_took_back_before_anybody_came_is_the_assistants(
        self, projection: ConversationProjection
    ) -> None:
        talk = Talk().customer("une personne", intent=Intent.ASK_FOR_PERSON)
        talk.hand_off(Reason.ASKED_FOR_PERSON)
        talk.happen(ConversationReleased, rule="taken_back")
        talk.customer(ASKED, intent=Intent.QUESTION).reply()

        assert outcome(projection, talk) is VisitOutcome.ANSWERED

    def test_that_an_agent_took_unasked_is_handed_over(
        self, projection: ConversationProjection
    ) -> None:
        talk = answered().happen(ConversationClaimed, agent_id=MARA, rule="taken")

        assert outcome(projection, talk) is VisitOutcome.HANDED_OVER

    def test_in_which_nobody_replied_is_silent(self, projection: ConversationProjection) -> None:
        talk = answered().customer("et en Suisse, combien de jours ?", intent=Intent.QUESTION)

        assert outcome(projection, talk) is VisitOutcome.SILENT

    def test_whose_question_stayed_open_is_unanswered(
        self, projection: ConversationProjection
    ) -> None:
        abstained = answered("c1").customer("vendez-vous des tentes ?", intent=Intent.QUESTION)
        abstained.reply(ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE)
        abstained.customer(ASKED, intent=Intent.QUESTION).reply()
        asked_back = Talk("c2").customer("où est ma commande ?", intent=Intent.ORDER_STATUS)
        asked_back.reply(ReplyKind.ASKED)

        outcomes = {outcome(projection, talk) for talk in (abstained, asked_back)}

        assert outcomes == {VisitOutcome.UNANSWERED}

    def test_of_a_greeting_alone_asks_nothing(self, projection: ConversationProjection) -> None:
        talk = Talk().customer("bonjour", intent=Intent.GREETING).reply(ReplyKind.SMALL_TALK)

        assert outcome(projection, talk) is VisitOutcome.TALK

    def test_that_asks_the_same_again_says_so(self, projection: ConversationProjection) -> None:
        talk = answered().customer(ASKED, intent=Intent.QUESTION).reply()

        assert visit(projection, talk).asked_again

    def test_counts_the_last_thumb_of_each_reply(self, projection: ConversationProjection) -> None:
        talk = answered().thumb(helpful=False).thumb(helpful=True).pause(hours=3)
        talk.customer(ASKED, intent=Intent.QUESTION).reply().thumb(helpful=False)

        visits = projection.rows(talk.events).visits

        assert [(one.thumbs_up, one.thumbs_down) for one in visits] == [(1, 0), (0, 1)]

    def test_counts_what_people_made_of_it_and_what_a_model_cost(
        self, projection: ConversationProjection
    ) -> None:
        talk = answered()
        for result in ("sent", "edited", "edited", "rejected", "dropped"):
            talk.happen(SuggestionDecided, suggestion_id=MessageId("s"), outcome=result)
        for approved in (True, False, False):
            talk.happen(ApprovalDecided, proposal_id="p", approved=approved, by=MARA)
        for result in ("sent", "discarded", "outdated"):
            talk.happen(CopilotUsed, help="draft", outcome=result, by=MARA)
        spent = {"prompt": 900, "cached": 400, "completion": 100, "cost": Decimal("0.002")}
        talk.happen(ModelUsed, purpose="write", outcome="written", **spent)
        talk.happen(ModelUsed, purpose="write", outcome="cached")
        talk.happen(SatisfactionRated, score=4)

        made = visit(projection, talk)

        suggestions = (made.suggestions_sent, made.suggestions_edited, made.suggestions_rejected)
        assert suggestions == (1, 2, 1)
        assert (made.approvals_given, made.approvals_denied) == (1, 2)
        assert (made.helps_sent, made.helps_edited, made.helps_discarded) == (1, 0, 1)
        assert (made.model_requests, made.model_tokens, made.model_cost) == (1, 1000, 0.002)
        assert made.score == 4

    def test_counts_the_labels_of_returns_and_exchanges(
        self, projection: ConversationProjection
    ) -> None:
        talk = answered()
        for number, operation in enumerate(("return_items", "exchange_items", "cancel_order")):
            done = {"proposal_id": f"p{number}", "operation": operation, "reference": ""}
            talk.happen(OperationDone, **done)

        made = visit(projection, talk)

        assert (made.done, made.labels) == (3, 2)

    def test_of_an_erased_conversation_is_gone(self, projection: ConversationProjection) -> None:
        assert projection.rows(answered().erase().events).visits == ()


def visit(projection: ConversationProjection, talk: Talk) -> VisitRow:
    """Return the only visit of a conversation."""
    [found] = projection.rows(talk.events).visits
    return found


def outcome(projection: ConversationProjection, talk: Talk) -> VisitOutcome:
    return visit(projection, talk).outcome

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    HandoffSummarised,
    IdentityProven,
    IdentityRefused,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationProposed,
    OperationRefused,
    TurnTaken,
)
from assistant.conversation.ids import CustomerId, MessageId
from assistant.conversation.message import ChannelKind, Source
from assistant.desk.handoff.extractive_summary import LONGEST, open_question, summarise
from assistant.desk.handoff.handoff_package import Package, TriedOperation, package
from assistant.desk.handoff.package_text import render
from tests.support.seeds.conversation_events import NOON, minute, replied, started, wrote
from tests.support.seeds.people_events import C1, agent_replied, claimed, handed_off, released

UTC = ZoneInfo("UTC")
LEA = CustomerId("lea")
RETURNS = Source(title="Retours", url="/retours", quote="30 jours", language="fr", score=0.9)


def proposed(proposal: str, operation: str) -> OperationProposed:
    return OperationProposed(
        conversation_id=C1,
        at=NOON,
        proposal_id=proposal,
        operation=operation,
        parameters="{}",
        fingerprint="00",
        customer_id=LEA,
    )


STORY: tuple[ConversationEvent, ...] = (
    started(),
    wrote("m1", text="Bonjour. Ma commande BM-1042 est arrivée avec une lampe cassée."),
    TurnTaken(
        conversation_id=C1,
        at=NOON,
        answers=(MessageId("m1"),),
        intent="question",
        confidence=0.9,
        language="fr",
        decision="Answer",
        rule="a_question",
        latency_ms=1.0,
    ),
    replace(replied("r1", "m1"), sources=(RETURNS, RETURNS)),
    IdentityRefused(conversation_id=C1, at=NOON, method="email_code", reason="wrong"),
    IdentityProven(conversation_id=C1, at=NOON, customer_id=LEA, method="email_code"),
    proposed("p1", "return_items"),
    OperationConfirmed(conversation_id=C1, at=NOON, proposal_id="p1", message_id=MessageId("m1")),
    OperationDone(
        conversation_id=C1, at=NOON, proposal_id="p1", operation="return_items", reference="R-7"
    ),
    proposed("p2", "cancel_order"),
    OperationDropped(conversation_id=C1, at=NOON, proposal_id="p2", rule="declined"),
    OperationRefused(conversation_id=C1, at=NOON, operation="change_items", rule="too_late"),
    wrote("m2", text="Je veux une lampe neuve. Quand arrive-t-elle ? Merci"),
    HandoffRequested(
        conversation_id=C1, at=NOON, reason=Reason.ANGER, rule="anger", messages=(MessageId("m2"),)
    ),
)


SUMMED = HandoffSummarised(
    conversation_id=C1,
    at=NOON,
    summary=("La lampe du client est cassée.",),
    question="",
    language="fr",
    read_to=MessageId("m2"),
)


def of(*events: ConversationEvent) -> Package:
    return package(C1, events)


class TestAPackage:
    def test_says_why_what_is_asked_and_what_was_done(self) -> None:
        found = of(*STORY)

        assert (found.reason, found.rule) == (Reason.ANGER, "anger")
        assert found.question == "Quand arrive-t-elle ?"
        assert found.orders == ("BM-1042",)
        assert found.sources == (RETURNS,)
        assert found.identity == "email_code"
        assert found.turns == 1
        assert found.answered == ("Vous avez 30 jours.",)
        assert found.tried == (
            TriedOperation(operation="email_code", outcome="identity_refused", detail="wrong"),
            TriedOperation(operation="return_items", outcome="done", detail="R-7"),
            TriedOperation(operation="cancel_order", outcome="dropped", detail="declined"),
            TriedOperation(operation="change_items", outcome="refused", detail="too_late"),
        )

    def test_quotes_the_customers_own_sentences(self) -> None:
        said = " ".join(event.text for event in STORY if hasattr(event, "text"))

        summary = of(*STORY).summary

        assert summary
        assert all(sentence in said for sentence in summary)
        assert any("BM-1042" in sentence for sentence in summary)
        assert "Bonjour." not in summary

    def test_leaves_out_what_an_earlier_person_dealt_with(self) -> None:
        again = of(
            *STORY,
            claimed("anna"),
            agent_replied("r2", "m2"),
            released(),
            wrote("m3", text="Puis-je changer de couleur ?"),
            handed_off("m3"),
        )

        assert again.summary == ("Puis-je changer de couleur ?",)
        assert (again.tried, again.orders, again.turns) == ((), (), 0)
        assert again.identity == "email_code"  # which still holds

    def test_has_no_summary_of_an_earlier_handoff(self) -> None:
        again = of(*STORY, SUMMED, wrote("m3", text="La nouvelle est bleue."), handed_off("m3"))

        assert of(*STORY, SUMMED).by_model
        assert not again.by_model
        assert "La nouvelle est bleue." in again.summary

    def test_has_the_customers_own_sentences_where_nothing_came_of_a_summary(self) -> None:
        tried = of(*STORY, replace(SUMMED, summary=()))

        assert (tried.by_model, tried.summary) == (False, of(*STORY).summary)

    def test_has_a_window_only_where_the_channel_has_one(self) -> None:
        whatsapp = replace(started(), channel=ChannelKind.WHATSAPP)

        assert of(*STORY).window_until is None
        assert of(whatsapp, wrote("m1", at=minute(3))).window_until == minute(3) + timedelta(days=1)

    def test_of_a_conversation_that_only_began_is_empty(self) -> None:
        found = of(started())

        assert (found.reason, found.summary, found.question) == (None, (), "")


class TestItsText:
    def test_is_in_the_readers_language(self) -> None:
        french = render(of(*STORY), "fr", zone=UTC)
        english = render(of(*STORY), "en", zone=UTC)

        assert french.startswith("Motif : colère (anger)\n")
        assert "Question ouverte : « Quand arrive-t-elle ? »" in french
        assert "- return_items : fait (R-7)" in french
        assert "Commandes citées : BM-1042" in french
        assert english.startswith("Reason: anger (anger)\n")
        assert "Language: French" in english

    def test_has_no_line_for_what_is_not_there(self) -> None:
        assert render(of(started()), "en", zone=UTC) == "Identity: not proven\nLanguage: French"

    def test_says_until_when_the_channel_takes_a_reply(self) -> None:
        whatsapp = replace(started(), channel=ChannelKind.WHATSAPP)

        assert "Can be answered until" in render(of(whatsapp, wrote("m1")), "en", zone=UTC)


class TestASummary:
    def test_is_in_the_order_in_which_it_was_written(self) -> None:
        texts = ["La lampe est cassée.", "Le colis était ouvert.", "La lampe ne marche pas."]

        summary = summarise(texts, "fr", limit=2)

        assert list(summary) == sorted(summary, key=texts.index)

    def test_says_nothing_twice(self) -> None:
        assert summarise(["La lampe est cassée."] * 5, "fr") == ("La lampe est cassée.",)

    def test_of_a_long_sentence_is_cut_between_words(self) -> None:
        (cut,) = summarise(["lampe " * 200], "fr")

        assert len(cut) <= LONGEST
        assert cut.endswith("lampe…")

    def test_of_words_that_say_nothing_is_the_last_of_them(self) -> None:
        assert summarise(["?!", "…"], "fr") == ("…",)
        assert summarise([], "fr") == ()

    def test_takes_the_last_sentence_where_no_question_is_open(self) -> None:
        assert open_question(["Bonjour. La lampe est cassée."], "fr") == "La lampe est cassée."
        assert open_question([], "fr") == ""


class TestAModelsSummary:
    def summed_up(self, *later: ConversationEvent) -> Package:
        summed = HandoffSummarised(
            conversation_id=C1,
            at=NOON,
            summary=("The lamp arrived broken.",),
            question="Can it be replaced?",
            language="en",
            read_to=MessageId("m1"),
        )
        asked = wrote("m1", text="It arrived broken. What now?")
        return of(started(), asked, handed_off("m1"), summed, *later)

    def test_stands_in_place_of_the_customers_sentences_and_says_so(self) -> None:
        found = self.summed_up()
        assert (found.summary, found.question, found.by_model) == (
            ("The lamp arrived broken.",),
            "Can it be replaced?",
            True,
        )
        text = render(found, "en", zone=UTC)
        assert "Summary, written by the language model: The lamp arrived broken." in text

    def test_leaves_the_open_question_to_what_the_customer_wrote_since(self) -> None:
        found = self.summed_up(wrote("m2", text="And who pays?"))
        assert found.question == "And who pays?"
        assert found.by_model

    def test_of_an_earlier_handoff_is_none_of_this_one(self) -> None:
        found = self.summed_up(released("m1"), wrote("m2", text="Bonjour ?"), handed_off("m2"))
        assert not found.by_model
        assert found.summary == ("Bonjour ?",)

"""Test what the checks say of whole conversations."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.answers.composing.reply_fit import fit_of
from assistant.conversation.events import (
    Author,
    ConversationClaimed,
    CustomerWrote,
    HandoffRequested,
    IdentityProven,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, CustomerId, MessageId, TeamId
from assistant.conversation.message import Source
from assistant.insights.analysis_rows import CheckedSide, CheckRow, QualityName
from assistant.insights.projection.checks.check_words import wants_reply
from assistant.insights.projection.checks.checked_visit import DeskClock
from assistant.insights.projection.checks.tone_model import RUDE, rudeness_of
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.text_reader import TextReader
from tests.unit.assistant.insights.projection.talks import Talk

PAGE = Source(
    title="Retours",
    url="/retours",
    quote="Vous avez 30 jours pour renvoyer un article.",
    language="fr",
    score=0.9,
)


def _due(team: TeamId | None, since: datetime, handed: datetime | None) -> datetime:
    del team, handed
    return since + timedelta(minutes=10)


CLOCK = DeskClock(zone=ZoneInfo("Europe/Paris"), due=_due)


class Chat(Talk):
    """A conversation whose replies have words."""

    def says(self, text: str, **fields: Any) -> "Chat":  # noqa: ANN401  # of a reply
        """Let the assistant answer."""
        given: dict[str, Any] = {
            "author": Author.ASSISTANT,
            "kind": ReplyKind.ANSWERED,
            "answers": (self.last_message,),
            "language": "fr",
            **fields,
        }
        name = MessageId(f"{self.id}-{len(self.events)}")
        self.happen(ReplyWritten, message_id=name, text=text, **given)
        return self

    def person(self, text: str, **fields: Any) -> "Chat":  # noqa: ANN401  # of a reply
        """Let Léo answer."""
        leo = {"agent_id": AgentId("leo"), "agent_name": "Léo"}
        kind = ReplyKind.WRITTEN
        return self.says(text, author=Author.AGENT, kind=kind, **{**leo, **fields})

    def called(self, reason: Reason = Reason.ASKED_FOR_PERSON) -> "Chat":
        """Let a person be called, who takes it."""
        message = (self.last_message,)
        self.happen(HandoffRequested, reason=reason, messages=message, team=TeamId("support"))
        self.happen(ConversationClaimed, agent_id=AgentId("leo"))
        return self


@pytest.fixture
def projection(reader: TextReader) -> ConversationProjection:
    return ConversationProjection(
        reader=reader, secret=b"s", desk=CLOCK, rudeness=rudeness_of(reader.encoder)
    )


def ask(text: str) -> Chat:
    """Return a conversation that begins with a customer's words."""
    chat = Chat()
    chat.customer(text)
    return chat


class Judged:
    """What the checks say of a conversation."""

    def __init__(self, projection: ConversationProjection, chat: Talk) -> None:
        self.rows = projection.rows(chat.events).checks

    def row(self, name: QualityName) -> CheckRow | None:
        return next((one for one in self.rows if one.check is name), None)

    def said(self, name: QualityName) -> str:
        """Return the verdict with its reason; "": the check does not apply."""
        row = self.row(name)
        return f"{row.verdict} {row.reason}".strip() if row else ""


class TestGrounded:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Vous avez 30 jours pour renvoyer un article.", "ok"),
            ("Vous avez 60 jours pour renvoyer un article.", "failed duration_without_source"),
        ],
    )
    def test_holds_facts_against_the_kept_lines(
        self, projection: ConversationProjection, text: str, said: str
    ) -> None:
        chat = ask("quel délai pour un retour ?").says(text, sources=(PAGE,))

        assert Judged(projection, chat).said(QualityName.GROUNDED) == said

    def test_says_nothing_of_a_product_whose_page_is_not_kept(
        self, projection: ConversationProjection
    ) -> None:
        product = replace(PAGE, title="Manteau Oslo", quote="Manteau Oslo")
        chat = ask("il pèse combien ?").says("Il pèse 900 g.", sources=(product,))

        assert Judged(projection, chat).said(QualityName.GROUNDED) == ""


class TestComplete:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Vous avez 30 jours pour renvoyer un article.", "ok"),
            ("Cet article se lave à 30 °C, sans adoucissant.", "failed off_topic"),
        ],
    )
    def test_asks_the_reader_of_an_answer_with_words_of_the_question(
        self, projection: ConversationProjection, text: str, said: str
    ) -> None:
        chat = ask("J'ai combien de temps pour renvoyer un article ?")
        read = replace(projection, fit=fit_of(projection.reader.encoder))

        assert Judged(read, chat.says(text, sources=(PAGE,))).said(QualityName.COMPLETE) == said


class TestPromise:
    def test_is_kept_by_a_reply_in_time(self, projection: ConversationProjection) -> None:
        chat = ask("je veux une personne").called().person("Je vous écris avant 17 h.")
        chat.pause(hours=1)
        chat.person("Voilà, le colis est parti.", answers=())

        assert Judged(projection, chat).said(QualityName.PROMISE) == "ok"

    def test_is_broken_by_a_late_one(self, projection: ConversationProjection) -> None:
        chat = ask("je veux une personne").called().person("Je vous réponds dans 10 minutes.")
        chat.pause(hours=1)
        chat.person("Voilà, le colis est parti.", answers=())

        assert Judged(projection, chat).said(QualityName.PROMISE) == "failed came_late"

    def test_is_open_until_its_time_and_no_politeness_keeps_it(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("je veux une personne").called().person("Je vous écris demain.")
        chat.customer("merci")
        chat.person("Avec plaisir, bonne journée !")
        row = Judged(projection, chat).row(QualityName.PROMISE)

        assert row is not None
        assert (row.verdict, row.reason, row.agent_id) == ("open", "nothing_came", "leo")
        assert row.due_at > row.at + timedelta(hours=20)
        assert row.team == "support"


class TestLanguage:
    def test_is_that_of_the_customers_last_telling_message(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("Bonjour, je voudrais parler à une personne").called()
        chat.person("Hello, how can I help you with your order today?")

        assert Judged(projection, chat).said(QualityName.LANGUAGE) == "failed other_language"

    def test_is_not_told_by_a_number(self, projection: ConversationProjection) -> None:
        chat = ask("Bonjour, je voudrais parler à une personne").called().person("Le numéro ?")
        chat.customer("BR-88213")
        chat.person("Il est bien valable jusqu'au 31 décembre.")

        assert Judged(projection, chat).said(QualityName.LANGUAGE) == "ok"


TOLD = "Votre commande 4312 part demain au 14 rue des Lilas, 69003 Lyon."


class TestIdentity:
    def test_fails_where_nobody_knows_who_asks(self, projection: ConversationProjection) -> None:
        chat = ask("où est ma commande ?").called().person(TOLD)

        assert Judged(projection, chat).said(QualityName.IDENTITY) == "failed address_told"

    def test_passes_after_a_proof(self, projection: ConversationProjection) -> None:
        chat = ask("où est ma commande ?").called()
        chat.happen(IdentityProven, customer_id=CustomerId("7"), method="code")
        chat.person(TOLD)

        assert Judged(projection, chat).said(QualityName.IDENTITY) == "ok"

    def test_passes_where_the_customer_named_order_and_address(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("4312, j.d@example.org, où est-elle ?").called().person(TOLD)

        assert Judged(projection, chat).said(QualityName.IDENTITY) == "ok"


class TestLoop:
    def test_fails_where_the_same_is_said_twice(self, projection: ConversationProjection) -> None:
        chat = ask("je veux échanger").says("De quelle commande s'agit-il ?", kind=ReplyKind.ASKED)
        chat.customer("la 4312")
        chat.says("De quelle commande s'agit-il ?", kind=ReplyKind.ASKED)

        assert Judged(projection, chat).said(QualityName.LOOP) == "failed said_twice"

    def test_passes_other_words(self, projection: ConversationProjection) -> None:
        chat = ask("je veux échanger").says("De quelle commande s'agit-il ?", kind=ReplyKind.ASKED)
        chat.customer("la 4312")
        chat.says("Contre quelle taille ?", kind=ReplyKind.ASKED)

        assert Judged(projection, chat).said(QualityName.LOOP) == "ok"


class TestAnswerTime:
    def test_gives_people_their_deadline(self, projection: ConversationProjection) -> None:
        chat = ask("je veux une personne").called()
        chat.pause(minutes=30)
        chat.person("Bonjour, je vous écoute.")

        assert Judged(projection, chat).said(QualityName.ANSWER_TIME) == "failed late"

    def test_is_open_where_nobody_replied(self, projection: ConversationProjection) -> None:
        assert Judged(projection, ask("il y a quelqu'un ?")).said(QualityName.ANSWER_TIME) == (
            "open no_reply"
        )

    def test_wants_no_reply_to_thanks(self) -> None:
        assert not wants_reply("Merci beaucoup, bonne journée !")
        assert not wants_reply("ok thanks")
        assert wants_reply("merci, et pour la taille ?")


class TestHandoff:
    def test_fails_where_a_page_had_answered_the_message(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("quel délai pour un retour ?").says(PAGE.quote, sources=(PAGE,))
        chat.called(Reason.LOW_CONFIDENCE)

        assert Judged(projection, chat).said(QualityName.HANDOFF) == "failed page_had_it"

    def test_passes_where_the_customer_asked(self, projection: ConversationProjection) -> None:
        chat = ask("quel délai pour un retour ?").says(PAGE.quote, sources=(PAGE,))
        chat.customer("je veux parler à quelqu'un")
        chat.called()

        assert Judged(projection, chat).said(QualityName.HANDOFF) == "ok"


class TestResolved:
    def test_is_the_persons_where_a_person_had_the_last_word(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("je veux une personne").called().person("C'est fait, le colis part demain.")
        row = Judged(projection, chat).row(QualityName.RESOLVED)

        assert row is not None
        assert (row.side, row.verdict, row.agent_id) == ("person", "ok", "leo")


class TestRows:
    def test_say_nothing_of_an_erased_conversation(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("quel délai ?").says(PAGE.quote, sources=(PAGE,))

        assert projection.rows(chat.erase().events).checks == ()

    def test_are_none_before_anybody_wrote(self, projection: ConversationProjection) -> None:
        assert Judged(projection, Chat()).rows == ()

    def test_leave_the_silence_of_people_to_their_deadline(
        self, projection: ConversationProjection
    ) -> None:
        chat = ask("je veux parler à quelqu'un").called()
        chat.customer("Mon colis est abîmé, que faire ?")

        judged = Judged(projection, chat)

        assert "no_reply" not in judged.said(QualityName.COMPLETE)
        late = judged.row(QualityName.ANSWER_TIME)
        assert late is not None
        assert late.side is CheckedSide.PERSON

    def test_are_one_for_each_visit_and_check(self, projection: ConversationProjection) -> None:
        chat = ask("quel délai pour un retour ?").says(PAGE.quote, sources=(PAGE,))
        chat.pause(days=2)
        chat.customer("et l'échange, quel délai ?")
        chat.says(PAGE.quote, sources=(PAGE,))
        rows = [one for one in Judged(projection, chat).rows if one.check is QualityName.GROUNDED]

        first = next(one for one in chat.events if isinstance(one, CustomerWrote))
        assert [one.visit_id for one in rows] == [first.message_id, chat.last_message]


EVERYDAY = (
    "Oui.", "Non.", "L.", "Le M.", "Oui ?", "D'accord.", "C'est noté.", "Top.", "De rien.",
    "Je regarde.", "Un instant.", "Bonjour, oui ?", "Quel numéro ?", "30 jours.", "Non, 4,90.",
    "Désolé, c'est épuisé.", "Pas encore.", "Demain.", "En bleu, oui.", "Prenez le 8 ans.",
    "Merci de votre patience.", "Je ne sais pas, je demande.", "Ça marche.", "Voilà.", "Parfait.",
    "Alors je ne sais pas.", "Malheureusement non.", "Et la taille ?", "C'est fait.", "Super.",
    "Yes.", "No.", "L.", "Size M.", "Hi there, what's going on?", "What refund?", "Which one?",
    "Sure.", "Done.", "Sold out, sorry.", "Not yet.", "Tomorrow.", "Two days.",
    "Hey! What's broken?",
    "I don't know yet.", "Let me check.", "You're welcome!", "One moment please.", "No, 4.90.",
    "Sorry about that!", "Wonderful, I'll prepare the order.", "Hello!",
    "What do you have in mind?",
)  # fmt: skip


class TestTone:
    def test_calls_no_everyday_answer_rude(self, reader: TextReader) -> None:
        rudeness = rudeness_of(reader.encoder)
        wrong = [one for one in EVERYDAY if (rudeness(one) or 0.0) >= RUDE]

        assert wrong == []

    @pytest.mark.parametrize(
        "text",
        [
            "Il suffit de savoir lire, c'est écrit partout.",
            "Débrouillez-vous, ce n'est pas mon problème.",
            "Stop whining, it's your own fault.",
            "Can't you read? It's all over the page.",
        ],
    )
    def test_finds_rude_ones(self, reader: TextReader, text: str) -> None:
        assert (rudeness_of(reader.encoder)(text) or 0.0) >= RUDE

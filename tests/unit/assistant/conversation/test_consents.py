"""A consent: one purpose's, withdrawn at once, and confirmed only after it was asked for."""

from dataclasses import replace

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
)
from assistant.conversation.ids import ConversationId, MessageId
from tests.support.seeds.conversation_events import NOON, minute, started

C1 = ConversationId("c1")
OUT = ContactOptedOut(conversation_id=C1, at=minute(5))


def changed(
    stage: ConsentStage = ConsentStage.ASKED,
    purpose: ContactPurpose = ContactPurpose.SERVICE,
    minutes: int = 0,
) -> ConsentChanged:
    return ConsentChanged(
        conversation_id=C1,
        at=minute(minutes),
        purpose=purpose,
        stage=stage,
        source="chat",
        wording="service.fr.1",
        message_id=MessageId("m1"),
    )


def covered(*events: ConversationEvent, purpose: ContactPurpose = ContactPurpose.SERVICE) -> bool:
    consents = Conversation.fold(C1, (started(), *events)).reach.consents
    return consents.of(purpose) is not None


class TestConsents:
    def test_cover_their_own_purpose_and_keep_their_proof(self) -> None:
        folded = Conversation.fold(C1, (started(), changed()))
        consent = folded.reach.consents.of(ContactPurpose.SERVICE)
        assert consent is not None
        assert (consent.message_id, consent.wording, consent.at) == ("m1", "service.fr.1", NOON)
        assert not covered(changed(), purpose=ContactPurpose.MARKETING)

    def test_end_when_they_are_withdrawn_and_do_not_come_back_by_themselves(self) -> None:
        withdrawn = changed(ConsentStage.WITHDRAWN)
        assert not covered(changed(), withdrawn)
        assert not covered(changed(), OUT)
        assert not covered(changed(), OUT, ContactOptedIn(conversation_id=C1, at=minute(6)))
        assert covered(changed(), OUT, changed(minutes=7))

    def test_of_one_purpose_are_withdrawn_alone_and_by_a_stop_all(self) -> None:
        news = changed(purpose=ContactPurpose.MARKETING)
        both = (changed(), news, replace(news, stage=ConsentStage.CONFIRMED))
        no_news = changed(ConsentStage.WITHDRAWN, ContactPurpose.MARKETING)
        assert covered(*both, no_news)
        assert not covered(*both, no_news, purpose=ContactPurpose.MARKETING)
        assert not covered(*both, OUT)

    def test_are_confirmed_only_after_they_were_asked_for(self) -> None:
        marketing = ContactPurpose.MARKETING
        asked = changed(purpose=marketing)
        confirmed = changed(ConsentStage.CONFIRMED, marketing)
        assert not covered(confirmed, purpose=marketing)
        assert not covered(asked, purpose=marketing)
        assert covered(asked, confirmed, asked, purpose=marketing)
        assert not covered(asked, OUT, confirmed, purpose=marketing)

    def test_are_gone_with_an_erased_conversation(self) -> None:
        erased = ConversationErased(conversation_id=C1, at=minute(9), by=None, rule="asked_for")
        assert not covered(changed(), replace(erased))

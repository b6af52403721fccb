"""A consent from elsewhere is an event of its conversation, and never follows a STOP."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import ConsentChanged, ContactOptedOut, ConversationEvent
from assistant.conversation.ids import ConversationId
from assistant.outreach.consent_imports.imported_consent import take_back, take_in
from assistant.outreach.contact_rules import MayWrite
from tests.support.seeds.imported_consents import IMPORTED
from tests.unit.assistant.outreach.test_contact_rules import (
    EVENTS,
    NOW,
    START,
    consent,
    decide,
    is_covered,
    is_stopped,
)

C1 = ConversationId("c1")
MARKETING = replace(
    IMPORTED,
    purpose=ContactPurpose.MARKETING,
    confirmed_at=IMPORTED.given_at + timedelta(days=1),
)


def test_a_file_read_again_is_the_same_consent() -> None:
    again = replace(IMPORTED, proof="form 18")
    assert again.import_id == IMPORTED.import_id != MARKETING.import_id


def test_marketing_becomes_a_request_and_its_confirmation() -> None:
    events = take_in(MARKETING, [], C1, START) or ()
    assert [one.stage for one in events] == [ConsentStage.ASKED, ConsentStage.CONFIRMED]
    assert isinstance(decide(*events, purpose=ContactPurpose.MARKETING, now=NOW), MayWrite)


def test_a_word_that_ended_the_consent_is_not_followed_by_one_from_elsewhere() -> None:
    stop = ContactOptedOut(conversation_id=C1, at=START)
    no_more = consent(ContactPurpose.SERVICE, ConsentStage.WITHDRAWN)
    other = consent(ContactPurpose.MARKETING, ConsentStage.WITHDRAWN)
    assert take_in(IMPORTED, [stop], C1, START) is None
    assert take_in(IMPORTED, [no_more], C1, START) is None
    assert take_in(IMPORTED, [other], C1, START)


def test_taking_back_ends_what_an_import_gave_and_nothing_else() -> None:
    given_here = consent(ContactPurpose.SERVICE, ConsentStage.ASKED)
    stop = ContactOptedOut(conversation_id=C1, at=START)
    taken = take_in(IMPORTED, [], C1, START) or ()
    (withdrawn,) = take_back(ContactPurpose.SERVICE, taken, C1, START)
    assert withdrawn.stage is ConsentStage.WITHDRAWN
    assert take_back(ContactPurpose.MARKETING, taken, C1, START) == ()
    assert take_back(ContactPurpose.SERVICE, (*taken, given_here), C1, START) == ()
    assert take_back(ContactPurpose.SERVICE, (*taken, stop), C1, START) == ()
    assert take_in(IMPORTED, (*taken, withdrawn), C1, START)  # no word of the customer


BACK = "back"


@settings(max_examples=1500, deadline=None)
@given(
    steps=st.lists(st.one_of(EVENTS, st.sampled_from((IMPORTED, MARKETING, BACK))), max_size=9),
    purpose=st.sampled_from(ContactPurpose),
    hour=st.integers(0, 24 * 9),
)
def test_stop_wins_whatever_was_imported_when(
    steps: list[ConversationEvent | object], purpose: ContactPurpose, hour: int
) -> None:
    events = list[ConversationEvent]()
    for step in steps:
        if step in (IMPORTED, MARKETING):
            one = IMPORTED if step == IMPORTED else MARKETING
            events.extend(take_in(one, events, C1, START) or ())
        elif step == BACK:
            for each in ContactPurpose:
                events.extend(take_back(each, events, C1, START))
        else:
            events.append(step)  # type: ignore[arg-type]
    if isinstance(decide(*events, purpose=purpose, now=START + timedelta(hours=hour)), MayWrite):
        assert is_covered(events, purpose)
        assert not is_stopped(events)
    for at, event in enumerate(events):
        if isinstance(event, ConsentChanged) and event.source == "import":
            assert not any(isinstance(one, ContactOptedOut) for one in events[:at])

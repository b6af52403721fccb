"""When a customer may be written to first: pure, and held to the consent on any order of events."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    Author,
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    DialogueMoved,
    EventUnread,
    HandoffRequested,
    OperationDone,
    Reason,
    ReplyRated,
    SatisfactionRated,
)
from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.outreach.contact_rules import (
    Block,
    ContactDecision,
    ContactState,
    MayLater,
    MayNot,
    MayWrite,
    may_write,
)
from assistant.outreach.quiet_hours import Whereabouts
from tests.support.seeds.conversation_events import replied, started, wrote
from tests.support.seeds.outreach_facts import alert_set

C1 = ConversationId("c1")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
NOW = START + timedelta(days=2)  # Wednesday, one in the afternoon in Paris
PARIS = Whereabouts(country="FR", zones=(ZoneInfo("Europe/Paris"),))
BERLIN = Whereabouts(country="DE", zones=(ZoneInfo("Europe/Berlin"),))
SERVICE, MARKETING = ContactPurpose.SERVICE, ContactPurpose.MARKETING


def consent(
    purpose: ContactPurpose = SERVICE,
    stage: ConsentStage = ConsentStage.ASKED,
    at: datetime = START,
) -> ConsentChanged:
    return ConsentChanged(conversation_id=C1, at=at, purpose=purpose, stage=stage, source="chat")


def decide(
    *events: ConversationEvent,
    purpose: ContactPurpose = SERVICE,
    channel: ChannelKind = ChannelKind.WHATSAPP,
    place: Whereabouts = PARIS,
    now: datetime = NOW,
    complaint: bool = False,
) -> ContactDecision:
    begun = replace(started(at=START), channel=channel, account_id=AccountId("n1"))
    every = (begun, *events)
    state = ContactState.of(Conversation.fold(C1, every), every, complaint=complaint)
    return may_write(state, purpose, place, now)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


class TestWriting:
    def test_takes_a_template_once_the_window_is_closed(self) -> None:
        open_ = wrote("m1", at=ago(20))
        assert decide(consent(), open_, replied("r1", "m1", at=ago(20))) == MayWrite(False)
        assert decide(consent()) == MayWrite(True)

    def test_takes_a_template_in_the_windows_last_hour(self) -> None:
        said = (wrote("m1", at=ago(23.5)), replied("r1", "m1", at=ago(23.5)))
        assert decide(consent(), *said) == MayWrite(True)

    def test_ends_with_messengers_window(self) -> None:
        closed = decide(consent(), channel=ChannelKind.MESSENGER)
        assert closed == MayNot(Block.NO_WINDOW)

    @pytest.mark.parametrize(
        ("events", "why"),
        [
            ((), Block.NO_CONSENT),
            ((consent(MARKETING),), Block.NO_CONSENT),
            ((consent(), ContactOptedOut(conversation_id=C1, at=ago(1))), Block.OPTED_OUT),
            (
                (consent(), ConversationErased(conversation_id=C1, at=ago(1), by=None, rule="r")),
                Block.GONE,
            ),
            (
                (consent(), ConversationMerged(conversation_id=C1, at=ago(1), into=C1, by=None)),
                Block.GONE,
            ),
            (
                (
                    consent(),
                    EventUnread(conversation_id=C1, at=ago(1), written_type="x", payload="{}"),
                ),
                Block.UNREACHABLE,
            ),
        ],
    )
    def test_is_refused_for_good(self, events: Sequence[ConversationEvent], why: Block) -> None:
        assert decide(*events) == MayNot(why)

    def test_is_refused_on_a_programs_door(self) -> None:
        assert decide(consent(), channel=ChannelKind.API) == MayNot(Block.UNREACHABLE)

    @pytest.mark.parametrize(
        ("events", "why", "hours"),
        [
            ((wrote("m1", at=ago(30)),), Block.TALKING, 1),  # nobody answered it yet
            (
                (wrote("m1", at=ago(0.4)), replied("r1", "m1", at=ago(0.4))),
                Block.TALKING,
                0.1,
            ),
            (
                (DialogueMoved(conversation_id=C1, at=ago(30), state="{}"),),
                Block.TALKING,
                1,
            ),
            (
                (
                    HandoffRequested(
                        conversation_id=C1, at=ago(9), reason=Reason.ANGER, rule="r", messages=()
                    ),
                ),
                Block.PERSON_HAS_IT,
                1,
            ),
            (
                (
                    ReplyRated(
                        conversation_id=C1, at=ago(4), message_id=MessageId("r"), helpful=False
                    ),
                ),
                Block.UNHAPPY,
                20,
            ),
            (
                (SatisfactionRated(conversation_id=C1, at=ago(4), score=1),),
                Block.UNHAPPY,
                20,
            ),
        ],
    )
    def test_waits(self, events: Sequence[ConversationEvent], why: Block, hours: float) -> None:
        decision = decide(consent(), *events)
        assert isinstance(decision, MayLater)
        assert decision.why is why
        assert (decision.at - NOW).total_seconds() / 3600 == pytest.approx(hours, abs=0.01)

    def test_waits_for_a_complaint_and_the_night(self) -> None:
        night = NOW.replace(hour=22)
        assert decide(consent(), complaint=True) == MayLater(
            Block.COMPLAINT, NOW + timedelta(hours=1)
        )
        assert decide(consent(), now=night) == MayLater(
            Block.QUIET_HOURS, (night + timedelta(days=1)).replace(hour=7)
        )

    @pytest.mark.parametrize("place", [PARIS, BERLIN])
    def test_of_marketing_takes_a_second_yes(self, place: Whereabouts) -> None:
        once, twice = consent(MARKETING), consent(MARKETING, ConsentStage.CONFIRMED)
        assert decide(once, purpose=MARKETING, place=place) == MayNot(Block.NO_CONSENT)
        assert decide(once, twice, purpose=MARKETING, place=place) == MayWrite(True)


def is_covered(events: Sequence[ConversationEvent], purpose: ContactPurpose) -> bool:
    """Read the consent off the events in another way than the fold: backwards from each request."""
    for at, event in enumerate(events):
        if not asks(event, purpose):
            continue
        later = events[at + 1 :]
        ended = any(
            isinstance(one, ContactOptedOut | ConversationErased)
            or (
                isinstance(one, ConsentChanged)
                and one.purpose is purpose
                and one.stage is ConsentStage.WITHDRAWN
            )
            for one in later
        )
        confirmed = any(
            isinstance(one, ConsentChanged)
            and one.purpose is purpose
            and one.stage is ConsentStage.CONFIRMED
            for one in later
        )
        if not ended and (confirmed or purpose is not MARKETING):
            return True
    return False


def asks(event: ConversationEvent, purpose: ContactPurpose) -> bool:
    if isinstance(event, OperationDone):
        return purpose is ContactPurpose.ALERT and event.operation == "stock_alert"
    asked = isinstance(event, ConsentChanged) and event.stage is ConsentStage.ASKED
    return asked and isinstance(event, ConsentChanged) and event.purpose is purpose


def is_stopped(events: Sequence[ConversationEvent]) -> bool:
    last = [one for one in events if isinstance(one, ContactOptedOut | ContactOptedIn)]
    return bool(last) and isinstance(last[-1], ContactOptedOut)


EVENTS: st.SearchStrategy[ConversationEvent] = st.one_of(
    st.builds(consent, st.sampled_from(ContactPurpose), st.sampled_from(ConsentStage)),
    *map(st.just, alert_set(C1, START)),
    st.just(ContactOptedOut(conversation_id=C1, at=START)),
    st.just(ContactOptedIn(conversation_id=C1, at=START)),
    st.just(replied("r1", "m1", at=START)),
    st.just(wrote("m1", at=START)),
    st.just(replace(replied("r2", at=START), author=Author.AGENT)),
)


class TestConsent:
    @settings(max_examples=2000, deadline=None)
    @given(
        events=st.lists(EVENTS, max_size=9),
        purpose=st.sampled_from(ContactPurpose),
        place=st.sampled_from((PARIS, BERLIN)),
        hour=st.integers(0, 24 * 9),
    )
    def test_covers_every_message_whatever_came_in_which_order(
        self,
        events: list[ConversationEvent],
        purpose: ContactPurpose,
        place: Whereabouts,
        hour: int,
    ) -> None:
        decision = decide(*events, purpose=purpose, place=place, now=START + timedelta(hours=hour))
        if isinstance(decision, MayWrite):
            assert is_covered(events, purpose)
            assert not is_stopped(events)
        if is_stopped(events):
            assert decision == MayNot(Block.OPTED_OUT)

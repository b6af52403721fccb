"""Messages that the shop writes first: once, within the cap, and never past what was said."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.commerce.shop_ids import OrderId
from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ContactOptedOut,
    ConversationResolved,
    HandoffRequested,
    Reason,
    ReplyWritten,
    SatisfactionRated,
)
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.outreach.contact_rules import ContactState, MayNot, may_write
from assistant.outreach.quiet_hours import is_quiet, whereabouts
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from tests.support.memory.assemblies.outreach_house import (
    MONDAY,
    PARIS,
    KilledError,
    OutreachHouse,
)
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.outreach_facts import ANSWER, alert_set, unanswered_question, wished
from tests.support.seeds.shop_records import ARRIVED
from tests.unit.assistant.outreach.test_contact_rules import asks, is_covered, is_stopped
from tests.unit.assistant.outreach.triggers.test_late_parcels import SHIPPED

C1 = ConversationId("c1")
LATE_NOW = MONDAY + timedelta(days=10)  # a Thursday, eleven in the morning in Paris


def house() -> OutreachHouse:
    found = OutreachHouse()
    found.clock.at = LATE_NOW
    return found


class TestWriting:
    async def test_is_an_event_of_the_conversation_that_the_outbox_delivers(self) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED)
        await one.go()

        (said,) = await one.said(at)
        assert (said.origin, said.author, said.kind) == (
            "parcel_late",
            Author.SYSTEM,
            ReplyKind.NOTICE,
        )
        assert said.template is not None  # the window was never open
        assert said.template.body == ("Colissimo", "#1003", "9 novembre 2026")
        undelivered = await one.log.undelivered(LATE_NOW + timedelta(days=1), limit=9)
        assert [stored.event for stored in undelivered] == [said]
        assert one.ledger() == [("o1003", "written", "")]

    async def test_is_in_the_shops_own_words_on_its_own_page(self) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED, channel=ChannelKind.WEBCHAT, language="en")
        await one.go()
        (said,) = await one.said(at)
        assert said.template is None
        assert "expected on 9 November 2026" in said.text
        assert "reply STOP" in said.text

    async def test_is_refused_without_a_template_and_once_it_is_not_so_any_more(self) -> None:
        one = house()
        await one.meet("lea", SHIPPED)
        await one.look()
        one.shop.orders = dict.fromkeys(one.shop.orders, (ARRIVED,))
        await one.write()
        assert one.ledger() == [("o1003", "refused", "over")]

        other = house()
        other.channels.has_template = False
        await other.meet("lea", SHIPPED)
        await other.go()
        assert other.ledger() == [("o1003", "refused", "no_template")]

    @pytest.mark.parametrize(
        ("body", "footer"),
        [
            ("", ""),
            ("", "Message automatique."),
            ("Vite, rien que pour vous : {{1}}, {{2}}, {{3}}, dernière chance !", None),
        ],
    )
    async def test_is_refused_if_the_template_was_changed_at_the_channel(
        self, body: str, footer: str | None
    ) -> None:
        one = house()
        one.channels.body, one.channels.footer = body, footer
        await one.meet("lea", SHIPPED)
        await one.go()
        assert one.ledger() == [("o1003", "refused", "no_template")]

    @pytest.mark.parametrize("elsewhere", [False, True])
    async def test_is_refused_once_a_person_wrote_about_it(self, *, elsewhere: bool) -> None:
        one = house()
        first = await one.meet("lea", SHIPPED)
        second = await one.meet("lea", SHIPPED, conversation="c2", channel=ChannelKind.WEBCHAT)
        await one.look()
        one.clock.move(60)
        wrote_in, at = (second if elsewhere else first), one.clock.now()
        reply = replace(replied("r1", conversation=wrote_in, at=at), author=Author.AGENT)
        await one.log.append(wrote_in, [reply])
        one.clock.move(25 * 3600)
        await one.write()
        assert one.ledger() == [("o1003", "refused", "person_wrote")]

    async def test_is_refused_after_a_stop_on_another_channel_until_it_is_asked_for_anew(
        self,
    ) -> None:
        one = house()
        first = await one.meet("lea", SHIPPED)
        second = await one.meet("lea", SHIPPED, conversation="c2", channel=ChannelKind.WEBCHAT)
        stop = ContactOptedOut(conversation_id=first, at=one.clock.now())
        await one.log.append(first, [stop])
        await one.go()
        assert {(state, why) for _, state, why in one.ledger()} == {("refused", "opted_out")}
        assert await one.said(second) == []

        one.clock.move(60)
        await one.log.append(second, [one.consent(second)])
        new = replace(SHIPPED, order_id=OrderId("o7"), number="#7")
        one.shop.orders = dict.fromkeys(one.shop.orders, (new,))
        await one.go()
        assert len(await one.said(second)) == 1

    async def test_waits_for_people_who_help_an_angry_customer_on_another_channel(self) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED)
        other = await one.meet(
            "lea", SHIPPED, conversation="c2", channel=ChannelKind.WEBCHAT, consents=()
        )
        now = one.clock.now()
        angry = HandoffRequested(conversation_id=other, at=now, reason=Reason.ANGER)
        await one.log.append(other, [angry])
        await one.go()
        assert one.ledger() == [("o1003", "waiting", "person_has_it")]
        solved = ConversationResolved(conversation_id=other, at=now, by=AgentId("ana"))
        await one.log.append(other, [solved])
        one.clock.move(2 * 3600)
        await one.write()
        assert len(await one.said(at)) == 1

    @pytest.mark.parametrize(("score", "state"), [(1, "waiting"), (5, "written")])
    async def test_waits_after_a_bad_score_on_another_channel(self, score: int, state: str) -> None:
        one = house()
        await one.meet("lea", SHIPPED)
        other = await one.meet("lea", SHIPPED, conversation="c2", consents=())
        now = one.clock.now()
        await one.log.append(other, [SatisfactionRated(conversation_id=other, at=now, score=score)])
        await one.go()
        assert [found for _, found, _ in one.ledger()] == [state]

    async def test_waits_for_no_talk_that_was_left_on_another_channel(self) -> None:
        one = house()
        await one.meet("lea", SHIPPED)
        other = await one.meet("lea", SHIPPED, conversation="c2", consents=())
        days_ago = one.clock.now() - timedelta(days=2)
        await one.log.append(other, [wrote("m1", conversation=other, at=days_ago)])
        await one.go()
        assert one.ledger() == [("o1003", "written", "")]

    async def test_is_of_something_new_a_day_after_a_person_wrote(self) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED)
        reply = replace(replied("r1", conversation=at, at=one.clock.now()), author=Author.AGENT)
        resolved = ConversationResolved(conversation_id=at, at=one.clock.now(), by=AgentId("ana"))
        await one.log.append(at, [reply, resolved])
        one.clock.move(25 * 3600)
        await one.go()
        assert one.ledger() == [("o1003", "written", "")]

    async def test_ends_when_its_trigger_is_turned_off(self) -> None:
        one = house()
        await one.meet("lea", SHIPPED)
        await one.look()
        one.on = ()
        await one.write()
        assert one.ledger() == [("o1003", "refused", "off")]

    async def test_waits_for_the_morning_and_is_given_up_when_it_is_stale(self) -> None:
        one = house()
        one.clock.at = LATE_NOW.replace(hour=21)
        await one.meet("lea", SHIPPED)
        await one.go()
        assert one.ledger() == [("o1003", "waiting", "quiet_hours")]
        assert one.intent().due_at == datetime(2026, 11, 13, 7, tzinfo=UTC)
        one.clock.at += timedelta(days=4)
        await one.write()
        assert one.ledger() == [("o1003", "refused", "quiet_hours")]

    @pytest.mark.parametrize("most", [1, 2])
    async def test_keeps_to_the_cap_of_a_week_over_all_conversations(self, most: int) -> None:
        one = house()
        one.most_a_week = most
        orders = [replace(SHIPPED, order_id=OrderId(f"o{n}"), number=f"#{n}") for n in range(4)]
        await one.meet("lea", *orders)
        await one.meet("lea", *orders, conversation="c2", channel=ChannelKind.WEBCHAT)
        await one.go()
        states = [(state, reason) for _, state, reason in one.ledger()]
        assert sorted(states) == [("waiting", "cap")] * (4 - most) + [("written", "")] * most

    async def test_never_lands_on_words_that_came_in_between(self) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED)
        await one.look()
        one.log.cuts_in = ContactOptedOut(conversation_id=at, at=LATE_NOW)
        await one.write()
        assert await one.said(at) == []
        one.clock.move(61)
        await one.write()
        assert one.ledger() == [("o1003", "refused", "opted_out")]

    @pytest.mark.parametrize("dies", ["before", "after"])
    async def test_is_written_once_by_whoever_comes_after_a_crash(self, dies: str) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED)
        await one.look()
        one.log.dies = dies
        with pytest.raises(KilledError):
            await one.write()
        assert one.intent().state == "writing"
        for _ in range(3):
            await one.go()
        assert len(await one.said(at)) == 1
        assert one.ledger() == [("o1003", "written", "")]

    async def test_leaves_the_customers_talk_alone(self) -> None:
        one = house()
        at = await one.meet("lea", SHIPPED)
        await one.log.append(at, [wrote("m1", at=LATE_NOW)])
        await one.go()
        assert one.ledger() == [("o1003", "waiting", "talking")]


STEPS = st.sampled_from(
    (
        "look",
        "look",
        "write",
        "write",
        "write",
        "kill before",
        "kill after",
        "stop",
        "consent",
        "news",
        "no news",
        "ask",
        "answer",
        "alert",
        "in stock",
        "gone",
        "wonder",
        "know",
        "hour",
        "night",
        "day",
    )
)


async def _step(one: OutreachHouse, step: str, at: ConversationId) -> None:  # noqa: C901, PLR0912 - one line a step
    match step:
        case "look":
            await one.look()
        case "write":
            await one.write()
        case "kill before" | "kill after":
            one.log.dies = step.split()[1]
            with suppress(KilledError):
                await one.write()
            one.log.dies = ""
        case "stop":
            await one.log.append(at, [ContactOptedOut(conversation_id=at, at=one.clock.now())])
        case "consent":
            await one.log.append(at, [one.consent(at)])
        case "news":
            await one.log.append(at, [one.consent(at, ContactPurpose.MARKETING)])
        case "no news":
            withdrawn = ConsentStage.WITHDRAWN
            await one.log.append(at, [one.consent(at, ContactPurpose.MARKETING, stage=withdrawn)])
        case "ask":
            await one.log.append(at, [wrote("m1", conversation=at, at=one.clock.now())])
        case "answer":
            reply = replied("r1", "m1", conversation=at, at=one.clock.now())
            await one.log.append(at, [reply])
        case "alert":
            await one.log.append(at, alert_set(at, one.clock.now(), wish=f"p{one.clock.now()}"))
        case "in stock" | "gone":
            product = wished(3 if step == "in stock" else 0)
            one.assortment.products = {product.product_id: product}
        case "wonder":
            asked = f"q{at}{one.clock.now()}"
            await one.log.append(at, unanswered_question(at, one.clock.now(), message=asked))
        case "know":
            one.trial.says = ANSWER
        case "hour":
            one.clock.move(3600)
        case "night":
            one.clock.at = one.clock.at.replace(hour=23)
        case "day":
            one.clock.move(86_400)


class TestAnyOrderOfEvents:
    @settings(max_examples=300, deadline=None)
    @given(steps=st.lists(st.tuples(STEPS, st.booleans()), min_size=5, max_size=40))
    async def test_leads_to_no_message_that_was_not_covered(
        self, steps: list[tuple[str, bool]]
    ) -> None:
        one = OutreachHouse(on=tuple(TriggerName))
        one.turned_at = MONDAY - timedelta(days=60)
        one.clock.at = LATE_NOW
        orders = [replace(SHIPPED, order_id=OrderId(f"o{n}"), number=f"#{n}") for n in range(3)]
        bought = (*orders, ARRIVED)
        both = [
            await one.meet("lea", *bought),
            await one.meet("lea", *bought, conversation="c2", channel=ChannelKind.WEBCHAT),
        ]
        for step, second in steps:
            await _step(one, step, both[second])
            one.clock.move(1)

        told = [(at, said) for at in both for said in await one.said(at)]
        place = whereabouts(one.channels.phone, "", default=PARIS)
        assert len({said.message_id for _, said in told}) == len(told)
        # Two questions of a day, or two wishes of one thing, are worded alike.
        of_orders = [said for _, said in told if TRIGGERS[TriggerName(said.origin)].needs == set()]
        assert len({(said.origin, said.text) for said in of_orders}) == len(of_orders)
        for at, said in told:
            past = (await one.log.read(at)).past
            before = past[: past.index(said)]
            purpose = TRIGGERS[TriggerName(said.origin)].purpose
            assert is_covered(before, purpose)
            assert not is_stopped(before)
            asked = [one.at for one in before if asks(one, purpose)]
            for other in both:
                heard = (await one.log.read(other)).past
                stops = [each.at for each in heard if isinstance(each, ContactOptedOut)]
                stops = [each for each in stops if each < said.at]
                assert not stops or max(asked) > max(stops)
            assert not is_quiet(place, said.at)
            week = [other for _, other in told if said.at - timedelta(days=7) < other.at <= said.at]
            assert len(week) <= 2


def test_a_message_of_outreach_moves_no_ones_turn() -> None:
    """The assistant owes nothing for it: nothing is unanswered, and nobody is asked."""
    said = ReplyWritten(
        conversation_id=C1,
        at=LATE_NOW,
        message_id=replied("o1").message_id,
        author=Author.SYSTEM,
        kind=ReplyKind.NOTICE,
        text="Bonjour",
        language="fr",
        answers=(),
        origin="parcel_late",
    )
    before = Conversation(conversation_id=C1)
    after = before.after(said)
    assert (after.status, after.unanswered, after.replies) == (before.status, (), 0)
    state = ContactState.of(after, [said], complaint=False)
    assert isinstance(may_write(state, ContactPurpose.SERVICE, PARIS, LATE_NOW), MayNot)

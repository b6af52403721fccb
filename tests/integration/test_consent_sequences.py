"""Sequences of events after which a message was once written that nobody had agreed to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.commerce.shop_ids import ProductId
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from integrations.stores.sql.database import open_database
from tests.support.outreach_town import OutreachTown
from tests.support.processes.databases import url_of_copy
from tests.support.seeds.outreach_facts import (
    ANSWER,
    alert_set,
    late_since,
    unanswered_question,
    wished,
)
from tests.support.seeds.shop_records import LEA

BEGIN = datetime(2026, 11, 2, 10, tzinfo=UTC)  # a Monday
KEEP_ME = "tenez-moi au courant"
PHONE, PAGE = "phone", "page"  # Léa's conversations


@pytest.fixture
async def town(tmp_path: Path, sqlite_tables: Path) -> AsyncIterator[OutreachTown]:
    async with open_database(url_of_copy(sqlite_tables, tmp_path / "log.db")) as database:
        town = OutreachTown(database, tmp_path, at=BEGIN, countries={LEA: "FR"})
        await town.turn_on()
        await town.meet(PHONE, ChannelKind.WHATSAPP, "n1", "33612345678")
        await town.meet(PAGE, ChannelKind.WEBCHAT, "widget", "")
        for talk in (PHONE, PAGE):
            await town.prove(talk, LEA)
        yield town


async def say(town: OutreachTown, talk: str, *words: str) -> None:
    for one in words:
        town.clock.move(60)
        await town.follow()
        await town.say(talk, one)


async def news(town: OutreachTown, *, orders: int = 1) -> None:
    """Let parcels be late an hour later, and outreach be at work."""
    await town.work()
    town.clock.move(3600)
    now = town.clock.now()
    found = [late_since(now, f"#{now:%d%H%M}{number}", LEA) for number in range(orders)]
    town.shop.orders[LEA] = (*found, *town.shop.orders.get(LEA, ()))
    await town.work()


async def told(town: OutreachTown) -> list[str]:
    """Return the triggers of the messages to Léa, by name."""
    said = [*await town.said(PHONE), *await town.said(PAGE)]
    return sorted(one.origin for one in said)


async def test_with_a_consent_the_message_is_written(town: OutreachTown) -> None:
    await say(town, PHONE, KEEP_ME)
    await news(town)
    assert await told(town) == ["parcel_late"]


@pytest.mark.parametrize("after", ["START", KEEP_ME])
async def test_a_stop_ends_older_consents_elsewhere_also_once_it_is_taken_back(
    town: OutreachTown, after: str
) -> None:
    await say(town, PHONE, KEEP_ME)
    await say(town, PAGE, KEEP_ME, "STOP", after)
    await news(town)
    assert set(await told(town)) <= ({"parcel_late"} if after == KEEP_ME else set())
    assert await town.said(PHONE) == []


@pytest.mark.parametrize("anew", [True, False])
async def test_a_stop_outlives_the_conversation_that_it_was_said_in(
    town: OutreachTown, *, anew: bool
) -> None:
    await say(town, PHONE, KEEP_ME)
    await say(town, PAGE, "STOP")
    if anew:
        await say(town, PHONE, KEEP_ME)
    for _ in range(5):
        town.clock.move(90 * 86_400)
        await say(town, PHONE, "où est mon colis ?")
    await town.follow()
    await town.retain(365)
    town.clock.move(86_400)
    await news(town)
    assert (await town.log.read(ConversationId(PAGE))).fold().reach.opted_out is False
    assert await told(town) == (["parcel_late"] if anew else [])


async def test_a_stop_on_the_page_ends_what_was_agreed_to_on_the_phone(town: OutreachTown) -> None:
    await say(town, PHONE, KEEP_ME)
    await say(town, PAGE, "STOP")
    await news(town)
    assert await told(town) == []


@pytest.mark.parametrize("is_erased", [False, True])
async def test_an_alert_of_before_a_stop_elsewhere_stays_ended_by_a_later_one(
    town: OutreachTown, *, is_erased: bool
) -> None:
    for name in ("Pull ancien", "Pull nouveau"):
        town.clock.move(3600)
        alert = alert_set(
            ConversationId(PHONE), town.clock.now(), wish=name, product=name, variant=name
        )
        town.assortment.products[ProductId(name)] = wished(0, name=name)
        await town.tell(PHONE, *alert)
        if name == "Pull ancien":
            await say(town, PAGE, "STOP")
    await town.work()
    if is_erased:
        town.clock.move(3 * 86_400)
        await say(town, PHONE, "où est mon colis ?")
        await town.follow()
        await town.retain(2)
        assert not (await town.log.read(ConversationId(PAGE))).fold().reach.opted_out
    for name in town.assortment.products:
        town.assortment.products[name] = wished(3, name=name)
    town.clock.move(86_400)
    await town.work()
    (said,) = await town.said(PHONE)
    assert "Pull nouveau" in said.text


async def test_a_stop_that_is_passed_on_keeps_no_conversation_for_longer(
    town: OutreachTown,
) -> None:
    await say(town, PHONE, KEEP_ME)
    await say(town, PAGE, "STOP")
    town.clock.move(3 * 86_400)
    await say(town, PHONE, "où est mon colis ?")
    await town.follow()
    before = (await town.log.read(ConversationId(PHONE))).past

    town.clock.move(86_400)
    await town.retain(2)

    past = (await town.log.read(ConversationId(PHONE))).past
    assert len(past) > len(before)
    assert past[-1].at == max(one.at for one in before)


async def test_what_a_visitor_got_counts_in_the_week_of_the_customer_they_turn_out_to_be(
    town: OutreachTown,
) -> None:
    await town.meet("visitor", ChannelKind.WEBCHAT, "widget", "")
    await say(town, "visitor", KEEP_ME)
    await say(town, PHONE, KEEP_ME)
    await town.turn_on()  # so consents are older, and no look at them is another's
    for number in range(3):
        asked = unanswered_question(
            ConversationId("visitor"), town.clock.now(), message=f"q{number}"
        )
        await town.tell("visitor", *asked)
        town.clock.move(60)
        town.trial.says = ""
        await town.work()
        town.trial.says = ANSWER
        town.clock.move(3600)
        await town.work()
    assert len(await town.said("visitor")) == 2
    await town.prove("visitor", LEA)
    await news(town, orders=3)
    assert len(await town.said("visitor")) == 2
    assert await told(town) == []

from collections import Counter

import pytest

from integrations.channels.meta.simulator.delivery_batches import deliveries
from integrations.channels.meta.simulator.webhook_carrier import Habits
from tests.unit.integrations.channels.meta.simulator.conftest import Shop

WILD = Habits(
    batch=7, merged=True, duplicates=0.3, shuffled=9, at_once=5, retry_s=0.001, delay_s=(0, 0.002)
)


async def test_whatever_the_habits_every_update_arrives(shop: Shop) -> None:
    shop.simulator.carrier.habits = WILD
    ana, ben = shop.simulator.whatsapp(), shop.simulator.messenger()
    for number in range(60):
        ana.writes(f"a{number}")
        ben.writes(f"b{number}")
    await shop.settled()

    came = [one["text"]["body"] for one in shop.sink.messages()]
    events = [one["message"]["text"] for one in shop.sink.events()]
    assert set(came) == {f"a{n}" for n in range(60)}
    assert set(events) == {f"b{n}" for n in range(60)}
    assert came != sorted(came, key=lambda one: int(one[1:]))
    assert max(Counter(came).values()) > 1


async def test_updates_are_merged_into_lists_entries_and_bodies(shop: Shop) -> None:
    shop.simulator.carrier.held = True
    shop.simulator.carrier.habits = Habits(batch=40, merged=True)
    ana = shop.simulator.whatsapp()
    for number in range(40):
        ana.writes(f"a{number}")
    shop.simulator.carrier.release()
    await shop.settled()

    sizes = Counter(len(value["messages"]) for value in shop.sink.changes())
    assert max(sizes) > 1
    assert any(len(body["entry"]) > 1 for body in shop.sink.bodies)
    assert any(len(e["changes"]) > 1 or sizes for b in shop.sink.bodies for e in b["entry"])
    assert all(len(value["contacts"]) == 1 for value in shop.sink.changes())
    assert [m["text"]["body"] for m in shop.sink.messages()] == [f"a{n}" for n in range(40)]


async def test_what_is_not_taken_is_repeated_while_others_go_on(shop: Shop) -> None:
    shop.simulator.carrier.habits = Habits(at_once=2, retry_s=0.02)
    shop.sink.refuses = 1
    ana = shop.simulator.whatsapp()
    for text in ("first", "second", "third"):
        ana.writes(text)
    await shop.settled()
    assert sorted(m["text"]["body"] for m in shop.sink.messages()) == ["first", "second", "third"]
    assert shop.sink.messages()[-1]["text"]["body"] != "third"


@pytest.mark.parametrize("field", ["messages", "standby"])
async def test_only_fields_that_are_subscribed_to_are_told(shop: Shop, field: str) -> None:
    for hook in shop.simulator.carrier.hooks.values():
        hook.fields = (field,)
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    ana.hears_from_phone_app("Ici Camille")
    await shop.settled()
    assert len(shop.sink.bodies) == (field == "messages")


def test_nothing_makes_no_delivery() -> None:
    assert list(deliveries([], None)) == []

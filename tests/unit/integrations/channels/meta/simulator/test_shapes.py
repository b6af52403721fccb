"""The simulator posts what the kept payloads look like."""

from collections.abc import Callable

import orjson
import pytest

from integrations.channels.meta.simulator.messenger_customer import MessengerCustomer
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer
from tests.support.simulators.graph.payloads import payload
from tests.unit.integrations.channels.meta.simulator.conftest import Shop

ITEM = {"product_retailer_id": "A", "quantity": 1, "item_price": 9.5, "currency": "EUR"}

WHATSAPP: dict[str, Callable[[WhatsAppCustomer], object]] = {
    "text": lambda c: c.writes("Bonjour"),
    "image": lambda c: c.sends("image", b"x", "image/jpeg", caption="La couture"),
    "voice": lambda c: c.sends("audio", b"x", "audio/ogg; codecs=opus"),
    "document": lambda c: c.sends("document", b"x", "application/pdf", name="a.pdf", caption="b"),
    "sticker": lambda c: c.sends("sticker", b"x", "image/webp"),
    "location": lambda c: c.shares_location(48.8, 2.3),
    "reaction": lambda c: c.reacts(c.writes("x"), "👍"),
    "reaction_removed_without_emoji": lambda c: c.reacts(c.writes("x"), ""),
    "order": lambda c: c.orders([ITEM], "Samedi"),
    "unsupported": lambda c: c.sends_unsupported(),
    "edit_text": lambda c: c.edits(c.writes("x"), "y"),
    "revoke": lambda c: c.revokes(c.writes("x")),
    "system_changed_number": lambda c: c.changes_number("33698761234"),
    "system_changed_user_id": lambda c: c.changes_user_id("PT.2288"),
    "phone_echo_text": lambda c: c.hears_from_phone_app("Ici Camille"),
    "standby_echo": lambda c: c.hears_from_other("Je vous passe un conseiller."),
    "control_taken": lambda c: c.is_taken_from_us(),
}

MESSENGER: dict[str, Callable[[MessengerCustomer], object]] = {
    "text": lambda c: c.writes("Bonjour"),
    "image": lambda c: c.sends("image", b"x", "image/jpeg"),
    "reaction": lambda c: c.reacts(c.writes("x"), "❤️"),
    "reaction_removed": lambda c: c.reacts(c.writes("x"), ""),
    "edit": lambda c: c.edits(c.writes("x"), "y"),
    "referral_link": lambda c: c.follows_link("newsletter"),
    "echo_inbox": lambda c: c.hears_from_inbox("Ici Camille"),
    "take_thread_control": lambda c: c.is_taken_from_us(),
    "pass_thread_control": lambda c: c.is_passed_to_us(),
}


def shape(value: object) -> object:
    """Return the names in a value and the types of what they name."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value[:1]]
    return "number" if isinstance(value, int | float) else type(value).__name__


@pytest.mark.parametrize("name", WHATSAPP)
async def test_whatsapp(shop: Shop, name: str) -> None:
    WHATSAPP[name](shop.simulator.whatsapp())
    await shop.settled()
    assert shape(shop.sink.bodies[-1]) == shape(orjson.loads(payload("whatsapp", name)))


@pytest.mark.parametrize("name", MESSENGER)
async def test_messenger(shop: Shop, name: str) -> None:
    MESSENGER[name](shop.simulator.messenger())
    await shop.settled()
    assert shape(shop.sink.bodies[-1]) == shape(orjson.loads(payload("messenger", name)))

from datetime import timedelta
from typing import Any

import orjson

from integrations.channels.meta.simulator.phone.thread_view import show
from integrations.channels.meta.simulator.types import Thread
from tests.unit.integrations.channels.meta.simulator.conftest import Shop
from tests.unit.integrations.channels.meta.simulator.test_whatsapp_api import buttons, rows


def shown(shop: Shop, thread: Thread) -> list[dict[str, Any]]:
    """What the page gets, after the way through JSON."""
    everything = orjson.loads(orjson.dumps(show(thread, shop.simulator.world.now())))
    bubbles: list[dict[str, Any]] = everything["bubbles"]
    return bubbles


async def test_buttons_can_be_pressed_and_a_pressed_one_is_what_the_customer_said(
    shop: Shop,
) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    await shop.whatsapp(to=ana.person.phone, type="interactive", interactive=buttons("Oui", "Non"))
    ana.presses(ana.thread.bubbles[-1], 1)
    _, asked, pressed = shown(shop, ana.thread)
    assert [one["title"] for one in asked["choices"]] == ["Oui", "Non"]
    assert (pressed["text"], pressed["mine"]) == ("Non", True)


async def test_a_list_opens_as_a_sheet(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    await shop.whatsapp(to=ana.person.phone, type="interactive", interactive=rows(3))
    asked = shown(shop, ana.thread)[-1]
    assert (asked["sheet"], len(asked["choices"])) == ("Choisir", 3)


async def test_cards_and_quick_replies_of_messenger(shop: Shop) -> None:
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    link = {"type": "web_url", "title": "Voir", "url": "https://a.example/1"}
    element = {"title": "Manteau", "subtitle": "189 €", "buttons": [link]}
    payload = {"template_type": "generic", "elements": [element]}
    await shop.messenger(ana.person.psid, {"attachment": {"type": "template", "payload": payload}})
    quick = {"content_type": "text", "title": "40", "payload": "size-40"}
    await shop.messenger(ana.person.psid, {"text": "Taille ?", "quick_replies": [quick]})
    ana.presses(ana.thread.bubbles[-1])
    _, cards, asked, pressed = shown(shop, ana.thread)
    assert cards["cards"][0]["links"] == [{"title": "Voir", "url": "https://a.example/1"}]
    assert asked["choices"] == [{"title": "40", "quick": True}]
    assert pressed["text"] == "40"


async def test_what_failed_says_why(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    await shop.says(ana.person.phone)
    (failed,) = shown(shop, ana.thread)
    assert (failed["status"], failed["error"]) == ("failed", "Re-engagement message")


async def test_files_and_places_on_both_channels(shop: Shop) -> None:
    for ana in (shop.simulator.whatsapp(), shop.simulator.messenger()):
        ana.sends("image", b"x", "image/jpeg", caption="La couture")
        ana.shares_location(48.09, -4.33, name="Douarnenez")
        picture, place = shown(shop, ana.thread)
        assert picture["image"]
        assert (place["kind"], place["text"]) == ("location", "Douarnenez")


async def test_a_picture_that_the_shop_uploaded_is_shown_on_messenger(shop: Shop) -> None:
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    medium = shop.simulator.world.media.keep(
        b"x", "image/png", name="a.png", life=timedelta(hours=1)
    )
    file = {"attachment": {"type": "image", "payload": {"attachment_id": medium.id}}}
    await shop.messenger(ana.person.psid, file)

    assert shown(shop, ana.thread)[1]["image"] == f"/phone/media/{medium.id}"


async def test_others_are_told_apart_from_the_assistant(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    ana.hears_from_phone_app("Ici Camille")
    ana.hears_from_other("Je suis un autre robot")
    assert [one["author"] for one in shown(shop, ana.thread)] == ["person", "other"]

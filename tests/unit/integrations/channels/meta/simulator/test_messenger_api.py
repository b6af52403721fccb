from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.unit.integrations.channels.meta.simulator.conftest import Shop, code


def quick(count: int, title: str = "Taille") -> dict[str, Any]:
    one = {"content_type": "text", "title": title, "payload": "p"}
    return {"text": "Laquelle ?", "quick_replies": [one] * count}


def generic(count: int, **element: object) -> dict[str, Any]:
    one = {"title": "Manteau", "subtitle": "189 €", **element}
    payload = {"template_type": "generic", "elements": [one] * count}
    return {"attachment": {"type": "template", "payload": payload}}


async def test_a_reply_comes_back_as_an_echo_and_its_watermarks_follow(shop: Shop) -> None:
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    answer = await shop.messenger(ana.person.psid, {"text": "Bonjour", "metadata": "ours-1"})
    ana.opens()
    await shop.settled()

    _, echo, delivered, read = shop.sink.events()
    mid = answer.json()["message_id"]
    assert (echo["message"]["mid"], echo["message"]["metadata"]) == (mid, "ours-1")
    assert echo["message"]["app_id"] == int(shop.simulator.world.app.app_id)
    assert delivered["delivery"] == {"mids": [mid], "watermark": echo["timestamp"]}
    assert read["read"] == {"watermark": echo["timestamp"]}


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ({"text": "x" * 2000}, 200),
        ({"text": "x" * 2001}, 400),
        ({}, 400),
        (quick(13), 200),
        (quick(14), 400),
        (quick(1, "x" * 21), 400),
        (generic(10), 200),
        (generic(11), 400),
        (generic(1, title="x" * 81), 400),
        (generic(1, subtitle=""), 400),
        ({"text": "x", "metadata": "x" * 1001}, 400),
    ],
)
async def test_what_meta_refuses_is_refused(
    shop: Shop, message: dict[str, Any], status: int
) -> None:
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    answer = await shop.messenger(ana.person.psid, message)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("after", "more", "refused"),
    [
        (timedelta(hours=24), {}, 0),
        (timedelta(hours=24, seconds=1), {}, 10),
        (timedelta(days=6), {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, 0),
        (timedelta(days=7, seconds=1), {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, 10),
        (timedelta(), {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, 100),
        (timedelta(), {"messaging_type": "RESPONSE", "tag": "HUMAN_AGENT"}, 100),
    ],
)
async def test_windows_and_tags(
    shop: Shop, after: timedelta, more: dict[str, str], refused: int
) -> None:
    ana = shop.simulator.messenger()
    wrote = ana.writes("Bonjour")
    shop.simulator.world.clock.stopped_at = wrote.at + after
    answer = await shop.messenger(ana.person.psid, {"text": "Bonjour"}, **more)
    if refused:
        assert code(answer) == refused
    else:
        assert answer.status_code == httpx.codes.OK


async def test_signs_go_in_requests_of_their_own(shop: Shop) -> None:
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    path, who = f"{shop.simulator.page.id}/messages", {"id": ana.person.psid}
    await shop.post(path, recipient=who, sender_action="typing_on")
    assert ana.thread.typing_until is not None
    both = await shop.post(path, recipient=who, sender_action="typing_on", message={"text": "x"})
    assert code(both) == 100


async def test_what_the_inbox_writes_comes_as_an_echo_of_another_app(shop: Shop) -> None:
    ana = shop.simulator.messenger()
    ana.hears_from_inbox("Bonjour, ici Camille.")
    await shop.settled()
    (echo,) = shop.sink.events()
    assert echo["message"]["is_echo"]
    assert str(echo["message"]["app_id"]) != shop.simulator.world.app.app_id


async def test_who_stands_by_hears_of_it_there_and_may_not_write(shop: Shop) -> None:
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    ana.is_taken_from_us()
    ana.writes("Quelqu'un ?")
    refused = await shop.messenger(ana.person.psid, {"text": "Bonjour"})
    ana.is_passed_to_us()
    assert (await shop.messenger(ana.person.psid, {"text": "Bonjour"})).status_code == 200
    await shop.settled()

    assert code(refused) == 10
    assert [e["message"]["text"] for e in shop.sink.events("standby")] == ["Quelqu'un ?"]
    assert [
        next(iter(e.keys() - {"sender", "recipient", "timestamp"}))
        for e in (shop.sink.events()[1:3])
    ] == ["take_thread_control", "pass_thread_control"]


async def test_a_persona_is_named_within_its_limit(shop: Shop) -> None:
    path, picture = f"{shop.simulator.page.id}/personas", "https://a.example/c.png"
    made = await shop.post(path, name="Camille", profile_picture_url=picture)
    assert code(await shop.post(path, name="x" * 51, profile_picture_url=picture)) == 100
    ana = shop.simulator.messenger()
    ana.writes("Bonjour")
    who, message = ana.person.psid, {"text": "Bonjour"}
    assert (await shop.messenger(who, message, persona_id=made.json()["id"])).status_code == 200
    assert code(await shop.messenger(who, message, persona_id="1")) == 100

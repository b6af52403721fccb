import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from assistant.messages.channels.message_charges import MessageCharge
from assistant.messages.channels.updates import StatusArrived
from integrations.channels.meta.simulator.types import OTHER_APP, Fault, SimulatedTemplate
from integrations.channels.whatsapp.webhook_parser import parse
from tests.unit.integrations.channels.meta.simulator.conftest import Shop, code


def interactive(kind: str, **action: object) -> dict[str, Any]:
    return {"type": kind, "body": {"text": "Lequel ?"}, "action": action}


def buttons(*titles: str) -> dict[str, Any]:
    given = [{"type": "reply", "reply": {"id": f"b{n}", "title": t}} for n, t in enumerate(titles)]
    return interactive("button", buttons=given)


def rows(count: int, title: str = "Taille") -> dict[str, Any]:
    listed = [{"id": f"r{n}", "title": title} for n in range(count)]
    return interactive("list", button="Choisir", sections=[{"title": "Tailles", "rows": listed}])


async def test_a_reply_is_sent_delivered_and_read_and_each_is_reported_with_our_id(
    shop: Shop,
) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    answer = await shop.says(ana.person.phone, biz_opaque_callback_data="ours-1")
    ana.opens()
    await shop.settled()

    sent = answer.json()["messages"][0]["id"]
    assert [(one["id"], one["status"]) for one in shop.sink.statuses()] == [
        (sent, "sent"),
        (sent, "delivered"),
        (sent, "read"),
    ]
    assert {one["biz_opaque_callback_data"] for one in shop.sink.statuses()} == {"ours-1"}
    assert shop.sink.unsigned == 0


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ({"type": "text", "text": {"body": "x" * 4096}}, 0),
        ({"type": "text", "text": {"body": "x" * 4097}}, 131009),
        ({"type": "text", "text": {"body": ""}}, 131009),
        ({"type": "text"}, 131008),
        ({"type": "hologram", "hologram": {}}, 131051),
        ({"type": "interactive", "interactive": buttons("Oui", "Non", "Plus tard")}, 0),
        ({"type": "interactive", "interactive": buttons("a", "b", "c", "d")}, 131009),
        ({"type": "interactive", "interactive": buttons("x" * 21)}, 131009),
        ({"type": "interactive", "interactive": buttons("Oui", "Oui")}, 131009),
        ({"type": "interactive", "interactive": rows(10)}, 0),
        ({"type": "interactive", "interactive": rows(11)}, 131009),
        ({"type": "interactive", "interactive": rows(2, "x" * 25)}, 131009),
        ({"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513}, 131009),
        ({"type": "image", "image": {"id": "no such file"}}, 131053),
        ({"type": "image", "image": {"link": "https://a.example/1.jpg", "id": "1"}}, 131008),
        ({"type": "audio", "audio": {"link": "https://a.example/a.ogg", "caption": "x"}}, 131009),
    ],
)
async def test_what_meta_refuses_is_refused(
    shop: Shop, message: dict[str, Any], refused: int
) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    answer = await shop.whatsapp(to=ana.person.phone, **message)
    if refused:
        assert code(answer) == refused
    else:
        assert answer.status_code == httpx.codes.OK


async def test_a_day_after_the_last_message_only_a_template_arrives(shop: Shop) -> None:
    shop.simulator.number.templates.append(
        SimulatedTemplate(name="shipped", language="fr", body="Colis {{1}} expédié le {{2}}")
    )
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    shop.simulator.world.clock.shift = timedelta(hours=24, seconds=1)
    taken = await shop.says(ana.person.phone)
    values = [{"type": "text", "text": one} for one in ("A1", "lundi")]
    given = {
        "name": "shipped",
        "language": {"code": "fr"},
        "components": [{"type": "body", "parameters": values}],
    }
    sent = await shop.whatsapp(to=ana.person.phone, type="template", template=given)
    await shop.settled()

    told = {one["id"]: one for one in shop.sink.statuses()}
    failed = told[taken.json()["messages"][0]["id"]]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131047)
    assert told[sent.json()["messages"][0]["id"]]["status"] == "delivered"
    assert ana.thread.bubbles[-1].content["text"]["body"] == "Colis A1 expédié le lundi"


@pytest.mark.parametrize(
    ("category", "hours", "charged_as"),
    [("UTILITY", 1, ""), ("UTILITY", 25, "utility"), ("MARKETING", 1, "marketing")],
)
async def test_a_template_is_charged_outside_the_window_and_marketing_always(
    shop: Shop, category: str, hours: int, charged_as: str
) -> None:
    template = SimulatedTemplate(name="shipped", language="fr", body="Colis", category=category)
    shop.simulator.number.templates.append(template)
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    await shop.says(ana.person.phone)
    shop.simulator.world.clock.shift = timedelta(hours=hours)
    given = {"name": "shipped", "language": {"code": "fr"}}
    await shop.whatsapp(to=ana.person.phone, type="template", template=given)
    await shop.settled()

    updates = [one for body in shop.sink.bodies for one in parse(json.dumps(body).encode())]
    charges = [one.charge for one in updates if isinstance(one, StatusArrived) and one.charge]

    assert charges == ([MessageCharge(category=charged_as, country="FR")] if charged_as else [])


@pytest.mark.parametrize(
    ("name", "language", "values", "refused"),
    [
        ("shipped", "en", ["A1"], 132001),
        ("shipped", "fr", [], 132000),
        ("shipped", "fr", ["A\n1"], 132007),
        ("shipped", "fr", ["x" * 1100], 132005),
        ("paused", "fr", [], 132015),
    ],
)
async def test_a_template_that_does_not_fit_is_refused(
    shop: Shop, name: str, language: str, values: list[str], refused: int
) -> None:
    shop.simulator.number.templates += [
        SimulatedTemplate(name="shipped", language="fr", body="Colis {{1}} expédié"),
        SimulatedTemplate(name="paused", language="fr", body="Bonjour", status="PAUSED"),
    ]
    ana = shop.simulator.whatsapp()
    parameters = [{"type": "text", "text": one} for one in values]
    template = {
        "name": name,
        "language": {"code": language},
        "components": [{"type": "body", "parameters": parameters}],
    }
    assert code(await shop.whatsapp(to=ana.person.phone, type="template", template=template)) == (
        refused
    )


async def test_one_customer_takes_45_messages_at_once_and_then_one_in_six_seconds(
    shop: Shop,
) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    shop.simulator.number.per_second = 1000
    for _ in range(45):
        assert (await shop.says(ana.person.phone)).status_code == httpx.codes.OK
    assert code(await shop.says(ana.person.phone)) == 131056
    shop.simulator.world.clock.shift = timedelta(seconds=6)
    assert (await shop.says(ana.person.phone)).status_code == httpx.codes.OK


async def test_a_number_sends_so_many_messages_a_second(shop: Shop) -> None:
    shop.simulator.number.per_second = 2
    people = [shop.simulator.whatsapp() for _ in range(3)]
    for each in people:
        each.writes("Bonjour")
    answers = [await shop.says(each.person.phone) for each in people]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert code(answers[2]) == 130429


async def test_who_hides_their_number_is_written_to_by_their_id(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    ana.person.hides_phone, ana.person.username = True, "ana.k"
    ana.writes("Bonjour")
    user_id = ana.person.user_id
    text = {"body": "Bonjour"}
    answer = await shop.whatsapp(recipient=user_id, type="text", text=text)
    assert code(await shop.whatsapp(to=user_id, type="text", text=text)) == 131009
    await shop.settled()

    assert answer.json()["contacts"] == [{"input": user_id, "user_id": user_id}]
    assert ana.person.phone not in str(shop.sink.bodies)


async def test_a_number_without_whatsapp_fails_later(shop: Shop) -> None:
    answer = await shop.says("+33 6 00 00 00 99")
    await shop.settled()
    (told,) = shop.sink.statuses()
    assert answer.status_code == httpx.codes.OK
    assert (told["status"], told["errors"][0]["code"]) == ("failed", 131026)


async def test_a_file_is_fetched_with_the_token_while_its_address_lives(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    ana.sends("image", b"\xff\xd8\xffbytes", "image/jpeg", caption="La couture")
    await shop.settled()
    (message,) = shop.sink.messages()
    found = (await shop.http.get(message["image"]["id"])).json()

    assert (await shop.http.get(found["url"])).content == b"\xff\xd8\xffbytes"
    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(found["url"])).status_code == httpx.codes.UNAUTHORIZED
    shop.simulator.world.clock.shift = timedelta(minutes=5, seconds=1)
    assert (await shop.http.get(found["url"])).status_code == httpx.codes.NOT_FOUND
    shop.simulator.world.clock.shift = timedelta(days=7, seconds=1)
    assert code(await shop.http.get(message["image"]["id"])) == 100


async def test_an_uploaded_file_is_sent_and_a_wrong_one_refused(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    path, form = f"{shop.simulator.number.id}/media", {"messaging_product": "whatsapp"}
    good = {"file": ("a.png", b"png", "image/png")}
    bad = {"file": ("a.svg", b"svg", "image/svg+xml")}
    large = {"file": ("a.png", b"x" * 5_000_001, "image/png")}
    uploaded = (await shop.http.post(path, data=form, files=good)).json()["id"]

    sent = await shop.whatsapp(to=ana.person.phone, type="image", image={"id": uploaded})
    assert sent.status_code == httpx.codes.OK
    assert code(await shop.http.post(path, data=form, files=bad)) == 100
    assert code(await shop.http.post(path, data=form, files=large)) == 131053


async def test_marking_as_read_shows_typing_until_the_answer_comes(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    wrote = ana.writes("Bonjour")
    typing = {"type": "text"}
    await shop.whatsapp(status="read", message_id=wrote.id, typing_indicator=typing)
    assert wrote.status == "read"
    assert ana.thread.typing_until is not None
    await shop.says(ana.person.phone)
    assert ana.thread.typing_until is None
    assert code(await shop.whatsapp(status="read", message_id="wamid.no")) == 131009


async def test_only_who_has_a_conversation_writes_in_it(shop: Shop) -> None:
    number, ana = shop.simulator.number, shop.simulator.whatsapp()
    ana.writes("Bonjour")
    asked = {"messaging_product": "whatsapp", "to": ana.person.phone}
    path = f"{number.id}/thread_control"
    assert (await shop.post(path, action="pass", **asked)).json() == {"success": True}
    assert ana.thread.owner == OTHER_APP
    assert code(await shop.says(ana.person.phone)) == 131005
    ana.writes("Quelqu'un ?")
    assert code(await shop.post(path, action="take", **asked)) == 2494191
    number.escalation = True
    await shop.post(path, action="take", **asked)
    assert (await shop.says(ana.person.phone)).status_code == httpx.codes.OK
    await shop.settled()

    (stood_by,) = shop.sink.changes("standby")
    assert stood_by["standby"]["messages"][0]["text"]["body"] == "Quelqu'un ?"


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic EAAG-token-of-the-simulator"])
async def test_a_wrong_token_is_refused(shop: Shop, token: str) -> None:
    shop.http.headers["Authorization"] = token
    answer = await shop.says("33600000001")
    assert (answer.status_code, code(answer)) == (401, 190)


async def test_an_answer_may_be_lost_after_the_work(shop: Shop) -> None:
    ana = shop.simulator.whatsapp()
    ana.writes("Bonjour")
    shop.simulator.faults.append(Fault(path=r"\d+/messages", status=504, after_the_work=True))
    assert (await shop.says(ana.person.phone)).status_code == httpx.codes.GATEWAY_TIMEOUT
    assert [one.kind for one in ana.thread.bubbles if not one.mine] == ["text"]


async def test_a_callback_address_is_taken_only_after_its_handshake(shop: Shop) -> None:
    app = shop.simulator.world.app
    token = {"Authorization": f"Bearer {app.app_id}|{app.secret}"}
    given = {
        "object": "whatsapp_business_account",
        "callback_url": f"{shop.sink.url}/webhooks/whatsapp",
        "fields": "messages,standby",
        "verify_token": "wrong",
    }
    path = f"{app.app_id}/subscriptions"
    assert code(await shop.http.post(path, data=given, headers=token)) == 2200
    right = {**given, "verify_token": "verify-token-of-the-shop"}
    assert (await shop.http.post(path, data=right, headers=token)).json() == {"success": True}
    (_, listed) = (await shop.http.get(path, headers=token)).json()["data"][::-1]
    assert [one["name"] for one in listed["fields"]] == ["messages", "standby"]

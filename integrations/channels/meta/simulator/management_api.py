"""Serve the endpoints that set a channel up: tokens, subscriptions, accounts.

Source: Meta, Graph API, "Application Subscriptions", "debug_token", "WhatsApp Business Account".
"""

from dataclasses import dataclass, field

from integrations.channels.meta.simulator import messenger_api, whatsapp_api
from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.simulated_world import World
from integrations.channels.meta.simulator.types import PAGE, WHATSAPP, Json, Number, SimulatedPage
from integrations.channels.meta.simulator.webhook_carrier import (
    SimulatedHook,
    fields_of,
    shake_hands,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementRequest:
    """Hold the parts of a request."""

    method: str
    head: str  # an object's id, or a name
    rest: str
    query: Json = field(default_factory=dict)
    body: Json = field(default_factory=dict)


async def answer(world: World, asked: ManagementRequest) -> object:  # noqa: PLR0911  # one line a case
    """Answer a request about the app, a business account, a file, a person or a token.

    Raises:
        SimulatedGraphError: there is no such thing.
    """
    app = world.app
    account = next((n for n in world.numbers.values() if n.waba_id == asked.head), None)
    if asked.head == "debug_token":
        return {"data": _debug(world, str(asked.query.get("input_token", "")))}
    if asked.head == "me":
        return {"id": "122100000000000001", "name": "Comptoir"}
    if asked.head == app.app_id:
        return await _app(world, asked)
    if account is not None:
        return _business_account(world, account, asked)
    if asked.method == "DELETE" and asked.head in world.media.files:
        del world.media.files[asked.head]
        return {"success": True}
    if world.by_id(asked.head) is not None and not asked.rest:
        return messenger_api.describe_person(world, asked.head)
    return whatsapp_api.look_up(world, asked.head)


def of_page(world: World, page: SimulatedPage, method: str, what: str, body: Json) -> object:
    """Answer a request about the subscriptions of a page, or about its greeting."""
    if what == "messenger_profile":
        if method == "POST":
            page.profile |= body
            return {"result": "success"}
        return {"data": [page.profile]}
    match method:
        case "POST":
            page.subscribed = fields_of(body.get("subscribed_fields", ()))
            if not page.subscribed:
                raise SimulatedGraphError(100, "The parameter subscribed_fields is required")
            return {"success": True}
        case "DELETE":
            page.subscribed = ()
            return {"success": True}
    shown = {"id": world.app.app_id, "name": "Comptoir"}
    fields = list(page.subscribed)
    return {"data": [{**shown, "subscribed_fields": fields}] if fields else []}


async def _app(world: World, asked: ManagementRequest) -> object:
    if not asked.rest:
        return {"id": world.app.app_id, "name": "Comptoir"}
    if asked.rest != "subscriptions":
        raise SimulatedGraphError(100, f"nothing is called {asked.rest[:40]} here", subcode=33)
    if asked.method == "POST":
        await _subscribe(world, asked.body)
        return {"success": True}
    return {
        "data": [
            {
                "object": name,
                "callback_url": hook.url,
                "active": True,
                "fields": [{"name": one, "version": "v24.0"} for one in hook.fields],
            }
            for name, hook in world.carrier.hooks.items()
        ]
    }


async def _subscribe(world: World, body: Json) -> None:
    name, url = str(body.get("object", "")), str(body.get("callback_url", ""))
    if name not in (WHATSAPP, PAGE):
        raise SimulatedGraphError(100, "object must be whatsapp_business_account or page")
    token = str(body.get("verify_token", ""))
    if not await shake_hands(world.carrier.http, url, token):
        details = "Callback verification failed: the callback URL did not give the challenge back"
        raise SimulatedGraphError(2200, details)
    fields = fields_of(body.get("fields", ()))
    world.carrier.hooks[name] = SimulatedHook(url=url, secret=world.app.secret, fields=fields)


def _business_account(world: World, number: Number, asked: ManagementRequest) -> object:
    here = [n for n in world.numbers.values() if n.waba_id == number.waba_id]
    match asked.method, asked.rest:
        case "GET", "":
            return {"id": number.waba_id, "name": number.name}
        case "GET", "phone_numbers":
            return {"data": [whatsapp_api.describe(one) for one in here]}
        case "GET", "message_templates":
            return _page_of(whatsapp_api.templates(number), asked.query)
        case "GET", "subscribed_apps":
            app = {"whatsapp_business_api_data": {"id": world.app.app_id, "name": "Comptoir"}}
            return {"data": [app] if number.subscribed else []}
        case "POST" | "DELETE", "subscribed_apps":
            for one in here:
                one.subscribed = asked.method == "POST"
            return {"success": True}
    raise SimulatedGraphError(100, f"nothing is called {asked.rest[:40]} here", subcode=33)


def _page_of(rows: list[Json], query: Json) -> Json:
    """Return one page of a list, with a cursor to the next."""
    limit, after = int(query.get("limit", 25)), int(query.get("after", 0))
    paging: Json = {"cursors": {"before": str(after), "after": str(after + limit)}}
    if after + limit < len(rows):
        paging["next"] = "more"
    return {"data": rows[after : after + limit], "paging": paging}


def _debug(world: World, token: str) -> Json:
    app = world.app
    if token not in {app.token, *(page.token for page in world.pages.values() if page.token)}:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"is_valid": False, "error": error, "scopes": []}
    return {
        "app_id": app.app_id,
        "type": "SYSTEM_USER" if token == app.token else "PAGE",
        "application": "Comptoir",
        "expires_at": 0,
        "is_valid": True,
        "scopes": list(app.scopes),
    }

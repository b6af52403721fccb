"""Assemble the web application: the channels' routes, health, and the demo shop's pages."""

from collections.abc import Awaitable, Callable, Iterator

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.app.compose.data_folders import file_rules
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.meta_channels import (
    BODIES,
    assemble_intake,
    channel_webhooks,
    open_accounts,
)
from assistant.app.compose.operation_gate import (
    assemble_identifier,
    demo_token_rules,
    read_token_rules,
)
from assistant.app.compose.people_desk import PageWaits, assemble_outlooks
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.file_intake import assemble_customer_files
from assistant.app.compose.services.part_checks import checks, index_check
from assistant.app.compose.shop_profile import DEMO
from assistant.app.compose.staff_console import add_console, widget_look
from assistant.app.demo.demo_phone import BODIES as PHONE_BODIES
from assistant.app.processes.closed_interfaces import closed_to_programs
from assistant.commerce.checkout import Till
from assistant.commerce.ports import ShopSystem
from assistant.commerce.shop_ids import ProductId
from assistant.console.account.portrait_routes import PICTURE
from assistant.console.account.portraits import MOST_BYTES
from assistant.console.conversations.file_routes import UPLOADS
from assistant.console.outreach.consent_pages import BODIES as CONSENT_BODIES
from assistant.console.setup.source_pages import FILES, MOST_AT_ONCE
from assistant.kit.settings.settings import Settings
from assistant.kit.web import api_docs, health, middleware, web_errors
from assistant.kit.web.health import Check
from assistant.kit.web.signed_webhooks import ShopEvent, ShopEventNote
from assistant.kit.web.uploaded_body import SLACK_BYTES
from assistant.messages.inbox import Inbox
from assistant.messages.intake.envelope_intake import Intake
from assistant.messages.load_gate import LoadGate
from assistant.operations.alerts.stock_news import StockNews
from integrations.channels.webchat import widget_files
from integrations.channels.webchat.customer_file_routes import UPLOADS as CUSTOMER_UPLOADS
from integrations.channels.webchat.routes import routes as webchat_routes
from integrations.channels.webchat.webchat_parts import WebChat


def spread_shop_news(shop: ShopSystem | None, news: StockNews) -> ShopEventNote:
    """Return a handler of the shop's events: changed stock is asked afresh, and the watch wakes.

    The stock that this process's `shop` and the watch's keep in memory is forgotten; other
    processes forget theirs by themselves soon. Orders and customers are never kept.
    """

    async def note(event: ShopEvent) -> None:
        if not event.is_stock:
            return
        product_id = ProductId(event.resource_id) if event.resource_id else None
        if shop is not None:
            shop.forget(product_id)
        await news.tell(product_id)

    return note


def create_app(
    settings: Settings,
    parts: Parts,
    *,
    shop: ShopSystem | None,
    demo: bool,
    intake: Intake | None = None,
    server: Settings | None = None,
    ask_reading: Callable[[], Awaitable[None]] | None = None,
    index: Check | None = None,
) -> tuple[FastAPI, Callable[[], None]]:
    """Return the application, and a function to call when the process is asked to stop.

    `intake` takes in the updates that channels post; the caller who gives one runs it. `server` are
    the settings of the environment alone; `settings` if nobody set others. `ask_reading` has the
    sources of the set-up read. `index` is the check of the index, of a process that has one.

    Raises:
        SettingError, RulesFileError: the settings that prove customers cannot be used.
        DeskFileError: the desk's rules cannot be used.
    """
    webchat = _open_webchat(settings, parts, shop, demo=demo)
    app = FastAPI(title="Comptoir", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.include_router(api_docs.routes())
    middleware.install(
        app,
        https=settings.console.url.startswith("https://"),
        origins=settings.webchat.origins,
        larger={
            UPLOADS: file_rules(settings).most_bytes + SLACK_BYTES,
            FILES: MOST_AT_ONCE + SLACK_BYTES,
            CUSTOMER_UPLOADS: file_rules(settings).most_bytes + SLACK_BYTES,
            PICTURE: MOST_BYTES + SLACK_BYTES,
            **BODIES,
            **CONSENT_BODIES,
            **(PHONE_BODIES if demo else {}),
        },
    )
    web_errors.install(app)
    app.include_router(health.routes(checks(settings, parts, index or index_check(settings))))
    app.include_router(webchat_routes(webchat))
    app.include_router(widget_files.routes(widget_files.load(look=widget_look(settings))))
    accounts = open_accounts(settings, parts)
    close_console = add_console(
        app, settings, parts, shop, accounts, server=server or settings, ask_reading=ask_reading
    )
    for router in channel_webhooks(accounts, intake or assemble_intake(parts)):
        app.include_router(router)
    note = spread_shop_news(shop, StockNews(parts.broker.fanout))
    if not demo:
        app.add_api_route("/", _lead_in, include_in_schema=False)
    for router in _optional(settings, parts, note, shop, demo=demo):
        app.include_router(router)
    _add_programs(app, settings, parts, webchat, shop, server=server or settings)

    def close() -> None:
        webchat.streams.close()
        close_console()

    return app, close


async def _lead_in() -> Response:
    """Move on from the bare address to the set-up, or to the console once that was claimed."""
    return RedirectResponse("/set-up", status_code=303)


def _open_webchat(
    settings: Settings, parts: Parts, shop: ShopSystem | None, *, demo: bool
) -> WebChat:
    tokens = demo_token_rules(settings) if demo else read_token_rules(settings)
    outlooks = assemble_outlooks(settings, parts, shop.customers if shop else None)
    return WebChat.assemble(
        log=parts.log,
        inbox=Inbox(events=parts.log, queue=parts.broker.queue, clock=SystemClock()),
        fanout=parts.broker.fanout,
        limits=parts.broker.limits,
        clock=SystemClock(),
        settings=settings.webchat,
        token_key=find_key(settings),
        identifier=assemble_identifier(settings, parts, shop, token_rules=tokens) if shop else None,
        files=parts.attachments,
        customer_files=assemble_customer_files(settings, parts),
        most_file_bytes=file_rules(settings).most_bytes,
        faces=parts.faces,
        arrivals=parts.broker.arrivals,
        typing=parts.broker.typing,
        waits=PageWaits(outlooks) if outlooks else None,
        customers=parts.broker.customers if outlooks else None,
        load=LoadGate(queue=parts.broker.queue, presence=parts.broker.presence),
    )


def _add_programs(
    app: FastAPI,
    settings: Settings,
    parts: Parts,
    webchat: WebChat,
    shop: ShopSystem | None,
    *,
    server: Settings,
) -> None:
    """Add the chat completions API and /mcp, where a program or an agent has a key."""
    if not settings.completions.clients:
        app.include_router(closed_to_programs("/v1"))
    if not settings.completions.clients and not settings.mcp.staff:
        app.include_router(closed_to_programs("/mcp"))
        return
    from assistant.app.compose import program_interfaces as doors  # noqa: PLC0415  # only who has a client pays

    talk = doors.open_conversations(parts, webchat.inbox, webchat.identifier, webchat.load)
    if settings.completions.clients:
        app.include_router(doors.completions_routes(settings, parts, talk))
    app.router.routes.append(doors.mcp_route(settings, parts, talk, shop, server=server))


def _optional(
    settings: Settings, parts: Parts, note: ShopEventNote, shop: ShopSystem | None, *, demo: bool
) -> Iterator[APIRouter]:
    """Yield the routes of the systems that the settings name; only those are imported."""
    webhooks: APIRouter | None = None
    if settings.shop.system == "shopify":
        from assistant.app.compose.shops.shopify_shop import shopify_webhooks  # noqa: PLC0415

        webhooks = shopify_webhooks(settings.shopify, note)
    if settings.shop.system == "woocommerce":
        from assistant.app.compose.shops.woocommerce_shop import woocommerce_webhooks  # noqa: PLC0415

        webhooks = woocommerce_webhooks(settings.woocommerce, note)
    if webhooks is not None:
        yield webhooks
    if settings.helpdesk.kind == "chatwoot":
        from assistant.app.compose.services.chatwoot_helpdesk import chatwoot_webhooks  # noqa: PLC0415

        if helpdesk := chatwoot_webhooks(settings, parts):
            yield helpdesk
    if settings.dialogue.engine == "rasa":
        from assistant.app.compose.services.rasa_connection import find_secret  # noqa: PLC0415
        from integrations.services.rasa.action_server import routes as rasa_routes  # noqa: PLC0415

        yield rasa_routes(secret=find_secret(settings))
    if demo:
        from integrations.shops.demo.demo_sign_in import DemoAccounts, read_people  # noqa: PLC0415
        from integrations.shops.demo.demo_site import routes as shop_routes  # noqa: PLC0415  # reads a catalogue

        accounts = DemoAccounts(
            people=read_people(DEMO), token_rules=demo_token_rules(settings), outbox=settings.outbox
        )
        till = shop.orders if shop is not None and isinstance(shop.orders, Till) else None
        yield shop_routes(accounts=accounts, till=till)

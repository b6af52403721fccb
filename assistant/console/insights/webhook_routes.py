"""Serve `/insights/webhooks`: the subscribers that are told of insights, and their deliveries."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, assert_never

import orjson
from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import send
from assistant.console.insights.page_requests import HOME
from assistant.console.insights.routes import Dashboard
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_router import page_router
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.insights.wording.texts import say
from assistant.kit.announcing.ports import UnknownSubscriberError
from assistant.kit.announcing.public_addresses import AddressRefusedError
from assistant.kit.announcing.subscriptions import Subscriptions, UnreadableSubscriberError
from assistant.kit.announcing.types import (
    EVERY_TYPE,
    AnnouncementId,
    AnnouncementType,
    Delivery,
    DeliveryState,
    Subscriber,
    SubscriberId,
    SubscriberKind,
)

if TYPE_CHECKING:
    from assistant.console.insights.insight_pages import Site

WEBHOOKS = f"{HOME}/webhooks"

_LISTED = 100  # deliveries on a page
_TYPES = [each for each in AnnouncementType if each in EVERY_TYPE]

_Manager = Annotated[SignedIn, Depends(require(Permission.MANAGE_WEBHOOKS))]
_Id = Annotated[str, Path(max_length=64)]


class SubscriberForm(Form):
    """Add a subscriber."""

    url: str = Field("", max_length=2000)
    kind: SubscriberKind = SubscriberKind.STANDARD
    language: Language = "fr"
    on: frozenset[AnnouncementType] = frozenset()  # empty: its kind's usual things


class SubscriberActionForm(Form):
    """Change a subscriber."""

    do: Literal["test", "rotate", "enable", "replay", "choose", "remove"]
    on: frozenset[AnnouncementType] = frozenset()  # choose: what it is told of
    announcement: str = Field("", max_length=200)  # replay: this one; "": all that were given up


def routes(dashboard: Dashboard, subscribing: Subscriptions) -> APIRouter:
    """Return the routes of subscribers."""
    pages = _WebhookPages(dashboard, subscribing)
    return page_router(
        ("GET", WEBHOOKS, pages.all),
        ("POST", WEBHOOKS, pages.add),
        ("GET", f"{WEBHOOKS}/{{subscriber_id}}", pages.one),
        ("POST", f"{WEBHOOKS}/{{subscriber_id}}", pages.do),
    )


class _WebhookPages:
    """Handle the routes of subscribers."""

    def __init__(self, dashboard: Dashboard, subscribing: Subscriptions) -> None:
        self._dashboard = dashboard
        self._subscribing = subscribing

    async def all(self, request: Request, who: _Manager) -> Response:
        return await self._show_all(request, who)

    async def add(self, request: Request, who: _Manager) -> Response:
        """Add a subscriber; its page shows the secret this once."""
        added = await read_form(request, SubscriberForm, lists=("on",))
        try:
            one = await self._subscribing.add(
                added.url, kind=added.kind, types=added.on, language=added.language
            )
        except AddressRefusedError:
            return await self._show_all(request, who, wrong="refused", given=added)
        await self._note(request, who, one.subscriber_id, {"do": "add", "kind": one.kind})
        return await self._show_one(request, who, one, secret=True)

    async def one(self, request: Request, who: _Manager, subscriber_id: _Id) -> Response:
        try:
            found = await self._subscribing.find(SubscriberId(subscriber_id))
        except UnknownSubscriberError:
            return await self._show_all(request, who, wrong="unknown", status=404)
        return await self._show_one(request, who, found)

    async def do(self, request: Request, who: _Manager, subscriber_id: _Id) -> Response:
        """Test, replace the secret, replay, enable, choose announcements, or remove."""
        done = await read_form(request, SubscriberActionForm, lists=("on",))
        one = SubscriberId(subscriber_id)
        back = f"{WEBHOOKS}/{one}"
        try:
            await self._refuse_sealed(one, done)
            await self._note(request, who, one, {"do": done.do})
            match done.do:
                case "rotate":
                    changed = await self._subscribing.rotate(one)
                    return await self._show_one(request, who, changed, secret=True)
                case "test":
                    await self._subscribing.test(one)
                case "enable":
                    await self._subscribing.enable(one)
                case "choose":
                    await self._subscribing.choose(one, done.on)
                case "replay":
                    which = AnnouncementId(done.announcement) if done.announcement else None
                    await self._subscribing.replay(one, which)
                case "remove":
                    await self._subscribing.remove(one)
                    back = WEBHOOKS
                case _:
                    assert_never(done.do)
        except UnknownSubscriberError:
            return await self._show_all(request, who, wrong="unknown", status=404)
        except UnreadableSubscriberError:
            pass  # its page says so, and what can be done
        return RedirectResponse(back, status_code=303)

    async def _refuse_sealed(self, one: SubscriberId, done: SubscriberActionForm) -> None:
        """Refuse to change a subscriber that cannot be read, before the change is noted."""
        found = await self._subscribing.find(one)
        if done.do in {"rotate", "enable", "choose"} and not found.readable:
            raise UnreadableSubscriberError(one)

    async def _show_all(
        self,
        request: Request,
        who: SignedIn,
        *,
        wrong: str = "",
        given: SubscriberForm | None = None,
        status: int = 0,
    ) -> Response:
        book = self._subscribing.book
        subscribers, lost = await book.subscribers(), await book.dead()
        return await self._send(
            request,
            who,
            "webhooks",
            status or (409 if wrong else 200),
            subscribers=subscribers,
            lost=lost,
            kinds=list(SubscriberKind),
            types=_TYPES,
            wrong=wrong,
            given=given or SubscriberForm(),
        )

    async def _show_one(
        self, request: Request, who: SignedIn, one: Subscriber, *, secret: bool = False
    ) -> Response:
        book = self._subscribing.book
        deliveries = await book.deliveries(subscriber_id=one.subscriber_id, limit=_LISTED)
        return await self._send(
            request,
            who,
            "webhook",
            200,
            one=one,
            types=_TYPES,
            secret=one.secrets[0] if secret and one.secrets else "",
            deliveries=deliveries,
            said=await self._said(deliveries),
        )

    async def _said(self, deliveries: Sequence[Delivery]) -> Mapping[AnnouncementId, str]:
        """Return the bodies of deliveries that were given up, for people who look for faults."""
        dead = {one.announcement_id for one in deliveries if one.state is DeliveryState.DEAD}
        found = await self._subscribing.book.announcements(dead) if dead else {}
        return {
            name: orjson.dumps(one.data, option=orjson.OPT_INDENT_2).decode()
            for name, one in found.items()
        }

    async def _send(
        self,
        request: Request,
        who: SignedIn,
        template: str,
        status: int,
        **values: Any,  # noqa: ANN401  # the template's own
    ) -> Response:
        async def make(site: "Site", chrome: Chrome) -> Response:
            title = say("webhook.title", chrome.language)
            return send(await site.render(template, chrome, title=title, **values), status)

        return await self._dashboard.show(request, who, make)

    async def _note(
        self, request: Request, who: SignedIn, one: str, detail: Mapping[str, str]
    ) -> None:
        await access_of(request).note(who, Action.WEBHOOK_CHANGED, one, detail)

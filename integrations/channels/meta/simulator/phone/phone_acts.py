"""Take the acts of a visitor on the phone: the bodies that the page posts, and their routes."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from integrations.channels.meta.simulator.phone.phone_visitors import (
    CALM,
    COOKIE,
    WILD,
    Channel,
    Customer,
    Visitor,
    Visitors,
)
from integrations.channels.meta.simulator.types import Bubble
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer


class Posted(BaseModel):
    """Hold a body that the page posts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Posted):
    """Hold a text that the visitor wrote."""

    text: str = Field(min_length=1, max_length=4096)


class Pressed(Posted):
    """Hold the choice of a button, a row or a quick reply."""

    bubble: str
    choice: int = Field(ge=0, le=99)


class Reaction(Posted):
    """Hold an emoji below a message; "" removes it."""

    bubble: str
    emoji: str = Field(max_length=8)


class Revoked(Posted):
    """Hold a message of the visitor that is deleted for everyone."""

    bubble: str


class Switch(Posted):
    """Hold a switch that is on or off."""

    on: bool


MOST_BYTES = 5_000_000
_BREST = (48.0926, -4.3300)


def routes(visitors: Visitors) -> APIRouter:
    """Return the routes for the acts; each answers 204, and the change shows in the stream."""
    router = APIRouter(prefix="/phone/{channel}", include_in_schema=False)
    holder = Holder(visitors=visitors)
    _add_writing(router, holder)
    _add_touching(router, holder)
    _add_steering(router, holder)
    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Find the visitor that a request comes from."""

    visitors: Visitors

    def who(self, request: Request) -> Visitor:
        """Return the visitor of a request; without a known cookie it is answered with 401."""
        visitor = self.visitors.find(request.cookies.get(COOKIE, ""))
        if visitor is None:
            raise HTTPException(401)
        return visitor

    def me(self, request: Request, channel: Channel) -> Customer:
        """Return the visitor as a customer of a channel."""
        return self.visitors.customer(self.who(request), channel)


def _add_writing(router: APIRouter, holder: Holder) -> None:
    @router.post("/write", status_code=204)
    async def write(request: Request, channel: Channel, words: Words) -> None:
        holder.me(request, channel).writes(words.text)

    @router.post("/file", status_code=204)
    async def send_file(request: Request, channel: Channel, file: UploadFile) -> None:
        data = await file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise HTTPException(413)
        media_type = file.content_type or "application/octet-stream"
        kind = "image" if media_type in ("image/jpeg", "image/png") else "document"
        holder.me(request, channel).sends(kind, data, media_type, name=file.filename or "file")

    @router.post("/location", status_code=204)
    async def share_location(request: Request, channel: Channel) -> None:
        holder.me(request, channel).shares_location(*_BREST, name="Quai du Rosmeur, Douarnenez")


def _add_touching(router: APIRouter, holder: Holder) -> None:
    @router.post("/press", status_code=204)
    async def press(request: Request, channel: Channel, pressed: Pressed) -> None:
        customer = holder.me(request, channel)
        try:
            customer.presses(_bubble(customer, pressed.bubble), pressed.choice)
        except IndexError:
            raise HTTPException(404) from None

    @router.post("/react", status_code=204)
    async def react(request: Request, channel: Channel, reaction: Reaction) -> None:
        customer = holder.me(request, channel)
        customer.reacts(_bubble(customer, reaction.bubble), reaction.emoji)

    @router.post("/revoke", status_code=204)
    async def revoke(request: Request, channel: Channel, revoked: Revoked) -> None:
        customer = holder.me(request, channel)
        bubble = _bubble(customer, revoked.bubble)
        if not isinstance(customer, WhatsAppCustomer) or not bubble.mine:
            raise HTTPException(409)
        customer.revokes(bubble)

    @router.post("/look", status_code=204)
    async def look(request: Request, channel: Channel, switch: Switch) -> None:
        customer = holder.me(request, channel)
        customer.opens() if switch.on else customer.closes()


def _add_steering(router: APIRouter, holder: Holder) -> None:
    @router.post("/person", status_code=204)
    async def answer_as_person(request: Request, channel: Channel, words: Words) -> None:
        customer = holder.me(request, channel)
        if isinstance(customer, WhatsAppCustomer):
            customer.hears_from_phone_app(words.text)
        else:
            customer.hears_from_inbox(words.text)

    @router.post("/lapse", status_code=204)
    async def let_a_day_pass(request: Request, channel: Channel) -> None:
        customer = holder.me(request, channel)
        if customer.thread.last_inbound is not None:
            customer.thread.last_inbound -= timedelta(hours=24)

    @router.post("/hide", status_code=204)
    async def hide_number(request: Request, switch: Switch) -> None:
        person = holder.who(request).person
        person.hides_phone, person.username = switch.on, "ana.k" if switch.on else ""

    @router.post("/storm", status_code=204)
    async def storm(request: Request, switch: Switch) -> None:
        holder.who(request)
        holder.visitors.simulator.carrier.habits = WILD if switch.on else CALM


def _bubble(customer: Customer, bubble_id: str) -> Bubble:
    bubble = customer.thread.find(bubble_id)
    if bubble is None:
        raise HTTPException(404)
    return bubble

"""Show the page where an agent prepares an operation on a customer's order, and asks the customer.

Nothing here has an effect: the gate's read-back is sent to the customer, who says yes to it, or is
written down as the agent's order, which a worker carries out (`desk.moves.operation_moves`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, assert_never, get_args
from uuid import uuid4

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import JsonValue
from starlette.responses import Response

from assistant.commerce.order import Order
from assistant.commerce.ports import ShopError
from assistant.console.conversations import operation_forms
from assistant.console.conversations.console_forms import (
    AgentOrderForm,
    ExceptionForm,
    PathId,
    ProposalForm,
    read_form,
)
from assistant.console.conversations.console_pages import Chrome
from assistant.console.conversations.console_parts import Console, make_chrome, open_record, send
from assistant.console.conversations.move_routes import explain as explain_denied
from assistant.console.conversations.operation_forms import (
    audited,
    for_exceptions,
    for_orders,
    helped,
    parsed,
)
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import say, word
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ToldWhere
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.desk.desk_service import ContendedError, MadeMove
from assistant.desk.moves.conversation_moves import Move, seen_up_to
from assistant.desk.moves.exception_moves import ask_exception
from assistant.desk.moves.operation_moves import CustomerWord, ReadBack, order, propose
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.operations.basket_keeper import BasketAnswer
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import (
    Considered,
    Incomplete,
    LeftToPeople,
    LookupAnswer,
    NeedsIdentity,
    Ready,
)
from assistant.operations.operation_register import DECLARED, GOODWILL, AnyOperation
from assistant.operations.texts import explain
from assistant.operations.types import Refusal
from assistant.ports import Record

log = structlog.get_logger(__name__)

_Order = Annotated[str, Query(alias="order", min_length=1, max_length=64)]
_Operator = Annotated[SignedIn, Depends(require(Permission.OPERATE_FOR_CUSTOMER))]
_Customers = Annotated[SignedIn, Depends(require(Permission.READ_CUSTOMERS))]
_UNPROCESSABLE, _CONFLICT, _UNAVAILABLE = 422, 409, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderRequest:
    """Hold a request about an order, of an agent who may operate and read customers."""

    request: Request
    who: _Operator
    reader: _Customers
    conversation_id: PathId
    number: _Order


_Asked = Annotated[_OrderRequest, Depends()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenedOrder:
    """Hold the order that an agent looks at, with its conversation."""

    request: Request
    who: SignedIn
    number: str  # of the order
    conversation_id: ConversationId
    record: Record
    state: Conversation
    chrome: Chrome

    @property
    def language(self) -> Language:
        """Return the customer's language."""
        return self.state.language or "fr"


@dataclass(frozen=True, slots=True)
class _Sent:
    """Hold a form as it was sent, and the parameters that the copilot had filled in."""

    operation: str
    parameters: Mapping[str, JsonValue]
    filled: str  # JSON; "": nothing


def routes(console: Console, gate: Gate) -> APIRouter:
    """Return the routes of the page, of the read-back, and of sending or ordering it."""
    pages = _Pages(console, gate)
    at = "/console/c/{conversation_id}"
    return page_router(
        ("GET", f"{at}/operations", pages.show),
        ("POST", f"{at}/operations", pages.prepare),
        ("POST", f"{at}/propose", pages.propose),
        ("POST", f"{at}/order", pages.order),
        ("POST", f"{at}/ask", pages.ask),
    )


@dataclass(frozen=True, slots=True)
class _Pages:
    console: Console
    gate: Gate

    async def show(self, asked: _Asked) -> Response:
        opened = await self._open(asked)
        return await self._page(opened)

    async def prepare(self, asked: _Asked) -> Response:
        """Ask the gate for a read-back, and show it as the customer will read it."""
        opened = await self._open(asked)
        given = [
            (k, v) for k, v in (await asked.request.form()).multi_items() if isinstance(v, str)
        ]
        operation = DECLARED.get(dict(given).get("operation", ""))
        if operation is None or operation not in [*for_orders(), *for_exceptions()]:
            return await self._page(opened, status=_UNPROCESSABLE)
        if suggested := dict(given).get("suggested", ""):
            first = operation_forms.FirstForm(
                operation.name, lambda one: operation_forms.filled(one, suggested)
            )
            return await self._page(opened, first=first)
        parameters = operation_forms.read(operation, given, asked.number)
        considered = await self._consider(opened, operation.name, parameters)
        sent_ = _Sent(operation.name, parameters, filled=dict(given).get("filled", ""))
        return await self._answer(opened, sent_, considered)

    async def propose(self, asked: _Asked) -> Response:
        """Send the shown read-back to the customer, if the gate still gives the same."""
        opened = await self._open(asked)
        form = await read_form(asked.request, ProposalForm)
        if form.operation in GOODWILL:  # nobody asks the customer for a yes to it
            return await self._page(opened, status=_UNPROCESSABLE)
        back = await self._read_back(opened, form)
        if not isinstance(back, ReadBack):
            return back
        moves = (propose(asked.who.agent, back), helped(asked.who, form))
        return await self._make(opened, moves, back, Action.OPERATION_PROPOSED)

    async def order(self, asked: _Asked) -> Response:
        """Order the shown operation on the customer's word; a worker does it and tells them."""
        opened = await self._open(asked)
        form = await read_form(asked.request, AgentOrderForm)
        if not form.fits:
            return await self._page(opened, status=_UNPROCESSABLE)
        back = await self._read_back(opened, form)
        if not isinstance(back, ReadBack):
            return back
        move = order(asked.who.agent, back, CustomerWord(told=form.told, reason=form.reason))
        moves = (move, helped(asked.who, form))
        more = {"reason": audited(form.reason)} if form.operation in GOODWILL else {}
        return await self._make(
            opened, moves, back, Action.OPERATION_ORDERED, told=form.told, **more
        )

    async def ask(self, asked: _Asked) -> Response:
        """Ask a colleague for an exception that the agent's own role may not make."""
        opened = await self._open(asked)
        form = await read_form(asked.request, ExceptionForm)
        if form.operation not in GOODWILL:
            return await self._page(opened, status=_UNPROCESSABLE)
        back = await self._read_back(opened, form)
        if not isinstance(back, ReadBack):
            return back
        moves = (ask_exception(asked.who.agent, back, reason=form.reason),)
        said = {"reason": audited(form.reason)}
        return await self._make(opened, moves, back, Action.EXCEPTION_ASKED, **said)

    async def _read_back(self, opened: _OpenedOrder, form: ProposalForm) -> ReadBack | Response:
        """Return the shown read-back if the gate still gives the same; else the page for that."""
        considered = await self._reconsider(opened, form)
        if not isinstance(considered, Ready) or considered.fingerprint != form.fingerprint:
            said = say("operate.changed", opened.chrome.language)
            sent_ = _Sent(form.operation, parsed(form.parameters), filled=form.filled)
            return await self._answer(opened, sent_, considered, said=said)
        return ReadBack(
            operation=form.operation,
            ready=considered,
            language=opened.language,
            seen=seen_up_to(opened.record.events, form.seen),
            client_id=form.client_id,
        )

    async def _make(
        self,
        opened: _OpenedOrder,
        moves: tuple[Move, ...],
        back: ReadBack,
        action: Action,
        **more: str,
    ) -> Response:
        one = opened.conversation_id
        try:
            made = await self.console.desk.make(one, *moves, client_id=back.client_id)
        except ContendedError:
            made = None
        if not isinstance(made, MadeMove):
            names = await self.console.reading.names()
            said = explain_denied(made, opened.chrome.language, names)
            return await self._page(opened, said=said, status=_CONFLICT)
        if made.stored:
            detail = {"operation": back.operation, "proposal": back.proposal_id, **more}
            await access_of(opened.request).note(opened.who, action, one, detail)
        return RedirectResponse(f"/console/c/{one}", status_code=303)

    async def _open(self, asked: _OrderRequest) -> _OpenedOrder:
        one = ConversationId(asked.conversation_id)
        record = await open_record(self.console, asked.request, asked.who, one)
        state = Conversation.fold(one, (stored.event for stored in record.events))
        chrome = await make_chrome(self.console, asked.request, asked.who)
        return _OpenedOrder(
            request=asked.request,
            who=asked.who,
            number=asked.number,
            conversation_id=one,
            record=record,
            state=state,
            chrome=chrome,
        )

    async def _consider(
        self, opened: _OpenedOrder, name: str, parameters: Mapping[str, object]
    ) -> Considered | None:
        """Ask the gate about an operation; None: the shop does not answer."""
        identity = opened.state.dealings.identity
        try:
            if name in GOODWILL:  # a person reads it, not the customer
                return await self.gate.consider_goodwill(
                    name, parameters, identity=identity, language=opened.chrome.language
                )
            return await self.gate.consider(
                name, parameters, identity=identity, language=opened.language
            )
        except ShopError as error:
            log.warning("console.shop_failed", error=type(error).__name__)
            return None

    async def _reconsider(self, opened: _OpenedOrder, form: ProposalForm) -> Considered | None:
        operation = DECLARED.get(form.operation)
        if operation is None or not operation.has_effect:
            return Incomplete(fields=("operation",))
        try:
            parsed = operation.parameters.model_validate_json(form.parameters)
        except ValueError:
            return Incomplete(fields=("parameters",))
        return await self._consider(opened, operation.name, parsed.model_dump(mode="json"))

    async def _answer(
        self, opened: _OpenedOrder, form: _Sent, considered: Considered | None, *, said: str = ""
    ) -> Response:
        """Show a read-back, or the reason why there is none; and the form as it was sent."""
        wrong = considered.fields if isinstance(considered, Incomplete) else ()
        marked = None if isinstance(considered, Ready) else wrong
        first = operation_forms.FirstForm(
            form.operation,
            lambda one: operation_forms.given_back(
                one, form.parameters, suggested=form.filled, wrong=marked
            ),
        )
        if isinstance(considered, Ready):
            shown = (form.operation, considered)
            return await self._page(opened, said=said, ready=shown, filled=form.filled, first=first)
        why = why_not(considered, opened.chrome.language)
        status = _UNAVAILABLE if considered is None else _UNPROCESSABLE
        return await self._page(opened, said=why, status=status, first=first)

    async def _page(
        self,
        opened: _OpenedOrder,
        *,
        said: str = "",
        ready: tuple[str, Ready] | None = None,
        first: operation_forms.FirstForm | None = None,
        filled: str = "",
        status: int = 200,
    ) -> Response:
        identity = opened.state.dealings.identity
        chrome = opened.chrome
        prepared: list[operation_forms.OperationForm] = []
        exceptions: list[operation_forms.OperationForm] = []
        if identity is None or not self.gate.knows(identity):
            said = said or say("operate.unknown_identity", chrome.language)
        else:
            await access_of(opened.request).note(
                opened.who, Action.CUSTOMER_READ, identity.customer_id
            )
            try:
                prepared = operation_forms.with_first(
                    await self._prepared(opened, for_orders()), first
                )
                if self.gate.goodwill is not None:
                    exceptions = operation_forms.with_first(
                        await self._prepared(opened, for_exceptions()), first
                    )
            except ShopError as error:
                log.warning("console.shop_failed", error=type(error).__name__)
                said = said or say("operate.unavailable", chrome.language)
        html = self.console.pages.beside(
            "operations.html",
            chrome,
            title=say("operate.title", chrome.language, number=opened.number),
            conversation_id=opened.conversation_id,
            number=opened.number,
            said=said,
            ready=ready,
            filled=filled,
            prepared=prepared,
            exceptions=exceptions,
            is_exception=ready is not None and ready[0] in GOODWILL,
            seen=opened.record.events[-1].sequence,
            client_id=uuid4().hex,
            places=get_args(ToldWhere),
        )
        return send(html, status=status)

    async def _prepared(
        self, opened: _OpenedOrder, operations: Iterable[AnyOperation]
    ) -> list[operation_forms.OperationForm]:
        """Return a form or a refusal for each operation that the shop has; []: another's order."""
        identity = opened.state.dealings.identity
        customer_id = identity.customer_id if identity else None
        order = await self.gate.order_of(customer_id, opened.number)
        customer = await self.gate.customers.with_id(customer_id) if customer_id else None
        if order is None or customer is None:
            return []
        subject = operation_forms.OrderSubject(
            order=order,
            customer=customer,
            products=await self._products(order, opened.chrome.language),
            rules=self.gate.rules,
            language=opened.chrome.language,
            now=self.gate.clock.now(),
        )
        refused = await self.gate.orders.refuses()
        return [
            operation_forms.OperationForm(operation=one.name, people=True)
            if one.name not in GOODWILL and await self.gate.leaves_to_people(one.name)
            else operation_forms.prepare(one, subject)
            for one in operations
            if one.has not in refused
        ]

    async def _products(self, order: Order, language: Language) -> operation_forms.Products:
        wanted = sorted({one.product_id for one in order.lines})
        found = [await self.gate.assortment.product(one, language=language) for one in wanted]
        return {product.product_id: product for product in found if product is not None}


def why_not(considered: Considered | None, language: Language) -> str:
    """Return the reason, in words for an agent, why there is no read-back."""
    match considered:
        case None:
            return say("operate.unavailable", language)
        case NeedsIdentity():
            return say("operate.unknown_identity", language)
        case Incomplete(fields=fields):
            names = ", ".join(word("operate", one, language) for one in fields)
            return say("operate.incomplete", language, fields=names)
        case Refusal():
            return explain(considered, language)
        case LeftToPeople(rule=rule):
            above = rule.startswith("goodwill_")
            return say("operate.above_limits" if above else "operate.people", language)
        case LookupAnswer(text=text) | BasketAnswer(text=text) | Ready(read_back=text):
            return text
        case _:
            assert_never(considered)

"""Make forms for operations on an order from the operations' declarations. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.answers.amount_text import major_units
from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.shop_ids import ProductId
from assistant.console.conversations.console_forms import ProposalForm
from assistant.console.copilot.help_outcomes import GivenHelp, sent
from assistant.console.copilot.types import Help
from assistant.console.shell.access import SignedIn
from assistant.console.shell.texts import say
from assistant.conversation.message import Language
from assistant.desk.moves.conversation_moves import Move
from assistant.operations.dialogue.values.slot_values import reasons_of
from assistant.operations.operation_register import GOODWILL, OPERATIONS, AnyOperation
from assistant.operations.preconditions import check_order, gone_from
from assistant.operations.shop_rules import Rules
from assistant.operations.shop_values import line, method, options
from assistant.operations.texts import explain
from assistant.operations.types import Refusal, Slot, SlotKind
from assistant.understanding.personal_data.removal import remove_personal_data
from retrieval.catalogue.written_prices import parse_money

ADDRESS = ("recipient", "line1", "line2", "postcode", "city", "region", "country")
Products = Mapping[ProductId, SoldProduct]
_KNOWN: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
_AMOUNT = "amount_minor:"  # before a currency: the field of an amount in it
_PART = "part:"  # before a line's id: the field of how many of its pieces are meant
_SWAP = "swap:"  # before a line's id: the field of the variant that takes its place


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """Describe a field of a form: checkboxes if `many`, a select if it has choices, else a text."""

    name: str
    label: str  # a text of `operate`, or words of the shop's
    choices: Sequence[tuple[str, str]] = ()  # value, words
    many: bool = False
    required: bool = True
    blank: str = "choose"  # a text of `operate`: what choosing nothing means
    value: str = ""
    chosen: frozenset[str] = frozenset()  # of `choices`, to begin with
    missing: bool = False  # it came back without what it needs


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationForm:
    """Hold the form that prepares an operation for an order, or the reason why there is none."""

    operation: str
    fields: Sequence[FormField] = ()
    refusal: str = ""  # for people to read
    people: bool = False  # the autonomy table leaves it to them
    suggested: str = ""  # JSON of the parameters that the copilot filled in; "": nobody did


@dataclass(frozen=True, slots=True)
class FirstForm:
    """Hold the operation whose form comes first, and the function that fills it in."""

    operation: str
    fill: Callable[[OperationForm], OperationForm]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSubject:
    """Hold the order of the forms with its customer, products and rules."""

    order: Order
    customer: Customer
    products: Products
    rules: Rules
    language: Language  # of the words
    now: datetime  # aware, UTC


def for_orders() -> Iterator[AnyOperation]:
    """Yield the operations that change an order, in the order they are registered in."""
    for operation in OPERATIONS.values():
        if operation.has_effect and operation.order_rules and _has_order(operation):
            yield operation


def for_exceptions() -> Iterator[AnyOperation]:
    """Yield the exceptions that people make, in the order they are registered in."""
    yield from GOODWILL.values()


def prepare(operation: AnyOperation, subject: OrderSubject) -> OperationForm:
    """Return the form, or the reason why the rules forbid the operation with any parameters."""
    refusal = refusal_of(operation, subject)
    if refusal is not None:
        words = explain(refusal, subject.language)
        return OperationForm(operation=operation.name, refusal=words)
    fields = [one for slot in operation.slots for one in _fields(operation, slot, subject)]
    if _lacks_items(operation, fields):
        words = say("operate.no_items", subject.language)
        return OperationForm(operation=operation.name, refusal=words)
    return OperationForm(operation=operation.name, fields=fields)


def _lacks_items(operation: AnyOperation, fields: Sequence[FormField]) -> bool:
    """Return whether the operation is about items, and the form has none to choose."""
    about_items = any(slot.kind in {SlotKind.LINES, SlotKind.SWAPS} for slot in operation.slots)
    has_items = any((one.many and one.choices) or one.name.startswith(_SWAP) for one in fields)
    return about_items and not has_items


def filled(prepared: OperationForm, suggested: str) -> OperationForm:
    """Return a form filled in by the copilot; values that do not fit a field are left out."""
    try:
        known = _KNOWN.validate_json(suggested)
    except ValidationError:
        return prepared
    fields = [_filled(field, known) for field in prepared.fields]
    return replace(prepared, fields=fields, suggested=suggested)


def with_first(prepared: Sequence[OperationForm], first: FirstForm | None) -> list[OperationForm]:
    """Return the forms with the one of `first` at the front, filled in."""
    if first is None:
        return list(prepared)
    name = first.operation
    filled_in = [first.fill(one) for one in prepared if one.operation == name]
    return [*filled_in, *(one for one in prepared if one.operation != name)]


def given_back(
    prepared: OperationForm,
    parameters: Mapping[str, JsonValue],
    *,
    suggested: str,
    wrong: Sequence[str] | None,
) -> OperationForm:
    """Return a form as it was sent; `wrong` parameters and empty fields are marked, unless None."""
    emptied = (replace(field, value="", chosen=frozenset()) for field in prepared.fields)
    sent = [_filled(field, parameters) for field in emptied]
    fields = sent if wrong is None else [_marked(field, wrong) for field in sent]
    return replace(prepared, fields=fields, suggested=suggested)


def _marked(field: FormField, wrong: Sequence[str]) -> FormField:
    empty = field.required and not (field.value or field.chosen)
    return replace(field, missing=empty or field.name.partition(":")[0] in wrong)


def _filled(field: FormField, known: Mapping[str, JsonValue]) -> FormField:
    value = known.get(field.name)
    if field.name.startswith(_SWAP):
        value = _swapped(known.get("swaps")).get(field.name.removeprefix(_SWAP))
    if field.name.startswith(_PART) and isinstance(parts := known.get("parts"), dict):
        value = parts.get(field.name.removeprefix(_PART))
    if field.name.startswith(_AMOUNT) and isinstance(minor := known.get("amount_minor"), int):
        value = _written(minor, field.name.removeprefix(_AMOUNT))
    if field.name in ADDRESS and isinstance(address := known.get("address"), dict):
        value = address.get(field.name)
    wanted = [one for one in (value if isinstance(value, list) else [value]) if one]
    if field.choices:
        offered = {one for one, _ in field.choices}
        return replace(field, chosen=frozenset(str(one) for one in wanted) & offered)
    return replace(field, value=wanted[0]) if wanted and isinstance(wanted[0], str) else field


def _swapped(swaps: JsonValue) -> Mapping[str, JsonValue]:
    """Return the variant that replaces each line, by the line's id."""
    found = [one for one in swaps if isinstance(one, dict)] if isinstance(swaps, list) else []
    return {str(one.get("line_id")): one.get("variant_id") for one in found}


def refusal_of(operation: AnyOperation, subject: OrderSubject) -> Refusal | None:
    """Return the refusal that the order alone gives reason for; the gate weighs everything."""
    if operation.order_rules is None:
        return None
    rules = operation.order_rules(subject.rules)
    refusal = check_order(subject.order, rules, subject.now)
    if refusal is None and operation.only_if is not None:
        return operation.only_if(subject.order, subject.rules, subject.now)
    return refusal


def read(
    operation: AnyOperation, given: Sequence[tuple[str, str]], number: str
) -> dict[str, JsonValue]:
    """Return the parameters that a form's fields stand for; the gate checks them."""
    parameters: dict[str, JsonValue] = {}
    one = {name: value.strip() for name, value in given}
    for slot in operation.slots:
        value = _value(slot, given, one, number)
        if value not in ("", None, {}):
            parameters[slot.name] = value
    return parameters


def _value(
    slot: Slot, given: Sequence[tuple[str, str]], one: Mapping[str, str], number: str
) -> JsonValue:
    match slot.kind:
        case SlotKind.ORDER:
            return number
        case SlotKind.LINES:
            return [value for name, value in given if name == slot.name]
        case SlotKind.PARTS | SlotKind.SWAPS:
            return _by_line(slot.kind, one)
        case SlotKind.AMOUNT:
            return _minor(one)
        case SlotKind.ADDRESS:
            return {name: one[name] for name in ADDRESS if one.get(name)}
        case _:
            return one.get(slot.name)


def _by_line(kind: SlotKind, one: Mapping[str, str]) -> JsonValue:
    """Return the parameters of an order's lines: pieces, or the variants that replace them."""
    if kind is SlotKind.PARTS:
        some = _of_lines(_PART, one)
        return {line_id: int(value) for line_id, value in some.items() if value.isdecimal()}
    swaps = _of_lines(_SWAP, one).items()
    return [{"line_id": line_id, "variant_id": value} for line_id, value in swaps]


def _of_lines(prefix: str, one: Mapping[str, str]) -> Mapping[str, str]:
    """Return the choice for each line, by the id of the line."""
    return {
        name.removeprefix(prefix): value
        for name, value in one.items()
        if name.startswith(prefix) and value
    }


def _minor(one: Mapping[str, str]) -> int | None:
    """Return the amount that was written, in minor units; None: it is no amount."""
    name = next((name for name in one if name.startswith(_AMOUNT)), "")
    currency = name.removeprefix(_AMOUNT)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        return None
    try:
        found = parse_money(one[name], currency)
    except ValueError:
        return None
    return found.amount_minor if found.currency == currency else None


def _written(minor: int, currency: str) -> str:
    return str(major_units(Money(amount_minor=minor, currency=currency)))


def _fields(operation: AnyOperation, slot: Slot, subject: OrderSubject) -> Iterator[FormField]:
    order, language = subject.order, subject.language
    match slot.kind:
        case SlotKind.LINES:
            gone = gone_from(order)
            left = [(one.line_id, line(one)) for one in order.lines if one.line_id not in gone]
            yield FormField(name=slot.name, label=slot.name, choices=left, many=True)
        case SlotKind.PARTS:
            yield from _parts(subject)
        case SlotKind.SWAPS:
            yield from _swaps(subject)
        case SlotKind.REASON:
            reasons = reasons_of(operation.name, subject.rules)
            if reasons:
                words = [(code, said[language]) for code, said in reasons.items()]
                yield FormField(name=slot.name, label=slot.name, choices=words)
        case SlotKind.METHOD:
            methods = [(m.method_id, method(m, language)) for m in subject.customer.payment_methods]
            yield FormField(
                name=slot.name,
                label=slot.name,
                choices=methods,
                required=slot.required,
                blank="choose" if slot.required else "no_difference",
            )
        case SlotKind.AMOUNT:
            named = say("operate.amount_in", language, currency=order.currency)
            yield FormField(name=f"{_AMOUNT}{order.currency}", label=named)
        case SlotKind.ADDRESS:
            needed = {"line1", "postcode", "city"}
            for name in ADDRESS:
                value = str(getattr(order.address, name))
                yield FormField(name=name, label=name, required=name in needed, value=value)
        case _:
            return


def _parts(subject: OrderSubject) -> Iterator[FormField]:
    """Yield a field for every line that has several pieces left, to choose only some of them."""
    for one in subject.order.lines:
        if (left := subject.order.left(one)) > 1:
            yield FormField(
                name=f"{_PART}{one.line_id}",
                label=say("operate.pieces_of", subject.language, item=line(one)),
                choices=[(str(pieces), str(pieces)) for pieces in range(1, left)],
                required=False,
                blank="all_pieces",
            )


def _swaps(subject: OrderSubject) -> Iterator[FormField]:
    """Yield a field for every line that has other variants to buy, to choose its replacement."""
    gone = gone_from(subject.order)
    for one in subject.order.lines:
        product = subject.products.get(one.product_id)
        others = [
            (variant.variant_id, options(variant.options))
            for variant in (product.variants if product else ())
            if variant.available and variant.variant_id != one.variant_id
        ]
        if others and one.line_id not in gone:
            yield FormField(
                name=f"{_SWAP}{one.line_id}",
                label=line(one),
                choices=others,
                required=False,
                blank="keep",
            )


def _has_order(operation: AnyOperation) -> bool:
    return any(slot.kind is SlotKind.ORDER for slot in operation.slots)


def parsed(parameters: str) -> Mapping[str, JsonValue]:
    """Return the parameters of a form; of a text that is no JSON, none."""
    try:
        parsed = orjson.loads(parameters)
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def helped(who: SignedIn, form: ProposalForm) -> Move:
    """Return the move that records how much of the copilot's form was left unchanged."""
    written = GivenHelp(help=Help.OPERATION, text=_canonical(form.filled), by_model=False)
    helps = (written,) if form.filled else ()
    return sent(who.agent, helps, _canonical(form.parameters))


def _canonical(parameters: str) -> str:
    """Return JSON with sorted keys; a text that is no JSON stays unchanged."""
    try:
        return orjson.dumps(orjson.loads(parameters), option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONDecodeError:
        return parameters


def audited(reason: str) -> str:
    """Return a reason as the audit keeps it, which is never erased: without personal data."""
    return remove_personal_data(reason.strip()).text

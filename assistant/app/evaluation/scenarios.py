"""Read scripted conversations: a customer's messages, the events that must follow, the shop's end.

A scenario is data (`tests/evals/conversations/*.yml`). It asserts on events and on the shop, and
on words only where a word is the point.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, get_args

import orjson
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from assistant.commerce.customer import Customer
from assistant.commerce.order import Order, OrderStatus
from assistant.conversation.events import ConversationEvent, ReplyKind
from assistant.conversation.message import Call
from assistant.kit.settings.settings import EscalationSettings
from assistant.operations.autonomy.autonomy_table import AutonomyTable


class _StrictPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _check_event(name: str) -> str:
    if name.partition(":")[0] not in _EVENTS:
        msg = f"there is no event {name}"
        raise ValueError(msg)
    return name


_EVENTS = frozenset(
    kind.__dataclass_fields__["type"].default for kind in get_args(ConversationEvent)
)
EventName = Annotated[str, AfterValidator(_check_event)]
"""An event's type, and maybe a value of one of its fields: a misspelt one would never happen."""


class CalledFor(_StrictPart):
    """Hold an operation that a program calls for with the customer's words."""

    operation: str
    slots: dict[str, JsonValue] = {}
    described: dict[str, str] = {}

    def made(self) -> Call:
        """Return the call."""
        return Call(
            operation=self.operation,
            slots=orjson.dumps(self.slots).decode(),
            described=orjson.dumps(self.described).decode(),
        )


class ScenarioStep(_StrictPart):
    """Hold a message or a move, and the events that must follow from it."""

    say: str | tuple[str, ...] = ()  # one message, or a burst of them
    page: str = ""  # id or title of the product on the page that it is written on
    category: str = ""  # name of the category on the page that it is written on
    call: CalledFor | None = None  # the operation that a program asks for with each of them
    say_code: bool = False  # type the code that was mailed last
    sign_in: str = ""  # a customer's id: the shop's page vouches for them
    wait_minutes: int = Field(0, ge=0)  # before it
    meanwhile: dict[str, OrderStatus] = {}  # orders by number that the shop's people move on first
    autonomy: AutonomyTable = AutonomyTable()  # rows that take the place of others before it
    suggestion: str = ""  # of the open one an agent makes: `sent`, `rejected`, or other words
    approve: bool | None = None  # an agent's answer to the operation that waits for approval
    expect: tuple[
        EventName, ...
    ] = ()  # events, in this order, others between: "operation_done", or
    # "operation_done:cancel_order" where one of its fields has that value
    never: tuple[EventName, ...] = ()  # events that must not follow
    kind: ReplyKind | None = None  # of the reply
    says: tuple[str, ...] = ()  # parts of the reply or its quick replies, in any case
    silent_on: tuple[str, ...] = ()  # parts that must not be in it


class OrderEnd(_StrictPart):
    """Hold the state that an order must end in; a field that is not named does not matter."""

    status: str | None = None
    city: str | None = None  # where it goes
    paid_with: str | None = None  # a payment method's id
    requests: tuple[str, ...] | None = None  # kinds: "return", "exchange", "change_items"
    returned: tuple[str, ...] | None = None  # titles of lines that are taken back, in any order
    variants: tuple[str, ...] | None = None  # ids that take the place of others, in any order
    untouched: bool = False  # exactly as it was


class CustomerEnd(_StrictPart):
    """Hold the state that a customer's account must end in."""

    city: str | None = None  # of the default address
    untouched: bool = False


class Scenario(_StrictPart):
    """Hold a scripted conversation."""

    name: str
    language: Literal["fr", "en"]
    steps: tuple[ScenarioStep, ...] = Field(min_length=1)
    orders: dict[str, OrderEnd] = {}  # by number
    customers: dict[str, CustomerEnd] = {}  # by id
    alerts: int | None = None  # stock alerts, in the end
    escalation: EscalationSettings = EscalationSettings()  # the shop's settings
    engines: tuple[Literal["embedded", "rasa", "model"], ...] = ("embedded", "rasa", "model")


def read_scenarios(folder: Path) -> list[Scenario]:
    """Read every scenario of a folder.

    Raises:
        ValueError: a file does not fit (it is named), or two scenarios have one name.
    """
    adapter = TypeAdapter(list[Scenario])
    found: list[Scenario] = []
    for file in sorted(folder.glob("*.yml")):
        try:
            found += adapter.validate_python(yaml.safe_load(file.read_text("utf-8")))
        except ValueError as error:
            msg = f"{file}: {error}"
            raise ValueError(msg) from None
    names = [one.name for one in found]
    if twice := {name for name in names if names.count(name) > 1}:
        msg = f"two scenarios are called {min(twice)!r}"
        raise ValueError(msg)
    return found


def events_missed(step: ScenarioStep, events: Iterable[ConversationEvent]) -> list[str]:
    """Return the differences between the events that followed a step and the wanted ones."""
    left = iter(said := [_names(event) for event in events])
    wrong = [f"no {want}" for want in step.expect if not any(want in names for names in left)]
    wrong += [f"{bad} must not be" for bad in step.never if any(bad in names for names in said)]
    return wrong


def _names(event: ConversationEvent) -> frozenset[str]:
    values = (getattr(event, name) for name in event.__dataclass_fields__)
    details = {f"{event.type}:{value}" for value in values if isinstance(value, str) and value}
    return frozenset({event.type, *details})


def order_missed(number: str, end: OrderEnd, before: Order, after: Order) -> list[str]:
    """Return the differences between the end of an order and the wanted one."""
    if end.untouched:
        return [] if before == after else [f"{number} was touched"]
    taken = {line_id for request in after.requests for line_id in request.line_ids}
    new = [variant for request in after.requests for variant in request.new_variant_ids]
    titles = sorted(line.title for line in after.lines if line.line_id in taken)
    pairs: list[tuple[str, object, object]] = [
        ("status", end.status, after.status),
        ("city", end.city, after.address.city),
        ("paid_with", end.paid_with, after.paid_with),
        ("requests", end.requests, tuple(str(r.kind) for r in after.requests)),
        ("variants", end.variants and tuple(sorted(end.variants)), tuple(sorted(new))),
        ("returned", end.returned and tuple(sorted(end.returned)), tuple(titles)),
    ]
    return [f"{number}: {name} is {is_}" for name, want, is_ in pairs if want not in {None, is_}]


def customer_missed(
    customer_id: str, end: CustomerEnd, before: Customer, after: Customer
) -> list[str]:
    """Return the differences between the end of a customer's account and the wanted one."""
    if end.untouched:
        return [] if before == after else [f"{customer_id} was touched"]
    city = after.default_address.city if after.default_address else None
    return [] if end.city in {None, city} else [f"{customer_id}: city is {city}"]

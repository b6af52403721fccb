"""Play every scripted conversation on the demo shop with one engine.

The engine is the embedded one or Rasa's; a language model may think beside it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import orjson

from assistant.app.compose.answer_engine import open_answer_parts
from assistant.app.compose.assistant_turn import AnswerParts, assemble_turn
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.services.language_model import assemble_thinker, open_model
from assistant.app.evaluation.backstage import Backstage, open_backstage
from assistant.app.evaluation.scenarios import (
    Scenario,
    ScenarioStep,
    customer_missed,
    events_missed,
    order_missed,
    read_scenarios,
)
from assistant.commerce.order import OrderStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.people import Agent, Role
from assistant.desk.moves.approval_moves import Choice, decide_approval, decide_suggestion
from assistant.desk.moves.conversation_moves import Move, waiting
from assistant.kit.model.ports import LanguageModel
from assistant.kit.settings.settings import SettingError, Settings
from assistant.messages.trials.rehearsal import (
    AlwaysStaffed,
    MovableClock,
    Rehearsal,
    StuckError,
    reply_in,
)
from assistant.mind.thinker import Thinker
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.dialogue.customer_view import ShopAttributes
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.shop_rules import Rules, load_rules
from assistant.operations.shop_sales import ShopSales
from integrations.shops.demo.demo_records import read_records
from integrations.shops.demo.shelf import DEMO
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.memory.model_spending import MemorySpending

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
"""When every scenario begins: a Monday. Order numbers follow from the demo's files alone."""

AGENT = Agent(
    agent_id=AgentId("camille"), email="camille@shop.example", name="Camille", role=Role.LEAD
)
"""Who decides what waits for a person."""

NONE = MessageId("none")
_CHOICES = {"sent": Choice(outcome="sent"), "rejected": Choice(outcome="rejected")}
_CODE = re.compile(r"\b\d{6}\b")

Engines = Callable[[Backstage], DialogueEngine]
"""Chooses the engine that is talked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedScenario:
    """Hold a scenario, and its failures; none: it passed."""

    scenario: Scenario
    wrong: tuple[str, ...]
    transcript: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReport:
    """Report every played conversation."""

    played: tuple[PlayedScenario, ...]

    @property
    def failed(self) -> tuple[PlayedScenario, ...]:
        """Return the scenarios that did not pass."""
        return tuple(one for one in self.played if one.wrong)

    def measures(self) -> dict[str, float | int]:
        """Return counts, and the share that passed in [0, 1]."""
        passed = len(self.played) - len(self.failed)
        share = passed / max(1, len(self.played))
        return {"conversations": len(self.played), "passed": passed, "share": round(share, 3)}

    def write(self, to: TextIO, *, as_json: bool) -> None:
        """Print the measures, and the messages of every conversation that failed."""
        if as_json:
            wrong = {one.scenario.name: one.wrong for one in self.failed}
            to.write(orjson.dumps({**self.measures(), "failed": wrong}).decode() + "\n")
            return
        to.writelines(f"{name:<14} {value}\n" for name, value in self.measures().items())
        for one in self.failed:
            to.write(f"\nfailed: {one.scenario.name}\n")
            to.writelines(f"    {line}\n" for line in (*one.transcript, *one.wrong))


def embedded(backstage: Backstage) -> DialogueEngine:
    """Return the engine in this process."""
    return backstage.engine


async def play_all(
    settings: Settings,
    folder: Path,
    *,
    name: str = "embedded",
    engines: Engines = embedded,
    model: LanguageModel | None = None,
) -> ConversationReport:
    """Play every scenario of a folder that is meant for the engine called `name`.

    Raises:
        NoIndexError: the demo shop is not indexed; `comptoir demo --index-only` does that.
        ValueError: a scenario does not fit.
    """
    records, rules = read_records(NOW), load_rules(DEMO / "rules.yml")
    scenarios = [one for one in read_scenarios(folder) if name in one.engines]
    async with open_answer_parts(settings) as parts:
        thinker = assemble_thinker(settings, parts.shop, model, speaker=None)
        played = [
            await play(
                one,
                parts=parts,
                records=records,
                rules=rules,
                engines=engines,
                thinker=thinker,
            )
            for one in scenarios
        ]
    return ConversationReport(played=tuple(played))


async def play(
    scenario: Scenario,
    *,
    parts: AnswerParts,
    records: ShopRecords,
    rules: Rules,
    engines: Engines = embedded,
    thinker: Thinker | None = None,
) -> PlayedScenario:
    """Play one scenario on a shop of its own."""
    clock = MovableClock(NOW)
    backstage = open_backstage(MemoryShop(records, terms=rules.terms), rules=rules, clock=clock)
    operating = assemble_turn(
        parts,
        autonomy=backstage.autonomy,
        dialogue=engines(backstage),
        sells=True,
        thinker=thinker,
        attributes=ShopAttributes(gate=backstage.engine.gate),
        outlooks=AlwaysStaffed(clock),
        sales=ShopSales(orders=backstage.shop, clock=clock),
        gate=backstage.engine.gate,
        clock=clock,
        escalation=scenario.escalation,
        default_language=scenario.language,
    )
    rehearsal = Rehearsal(turn=operating, clock=clock)
    wrong: list[str] = []
    transcript: list[str] = []
    for at, step in enumerate(scenario.steps, start=1):
        clock.move(timedelta(minutes=step.wait_minutes))
        said, events = await _step(step, rehearsal, backstage)
        transcript += [f"> {text}" for text in said] + _told(events)
        wrong += [f"step {at}: {one}" for one in _missed(step, events)]
    wrong += await _end_missed(scenario, records, backstage)
    return PlayedScenario(scenario=scenario, wrong=tuple(wrong), transcript=tuple(transcript))


async def _step(
    step: ScenarioStep, rehearsal: Rehearsal, backstage: Backstage
) -> tuple[list[str], tuple[ConversationEvent, ...]]:
    for number, status in step.meanwhile.items():
        await _move_on(backstage.shop, number, status)
    if step.autonomy != AutonomyTable():
        await backstage.put(step.autonomy, at=rehearsal.clock.now())
    if step.sign_in:
        rehearsal.sign_in(CustomerId(step.sign_in))
    said = [step.say] if isinstance(step.say, str) else list(step.say)
    if step.say_code:
        said.append(_mailed_code(backstage))
    try:
        decided = [await rehearsal.decide(move) for move in _decisions(step, rehearsal)]
        events = [event for each in decided for event in each]
        call = step.call.made() if step.call else None
        return said, (
            *events,
            *(
                await rehearsal.say(*said, call=call, page=step.page, category=step.category)
                if said
                else ()
            ),
        )
    except StuckError:
        return said, ()


def _decisions(step: ScenarioStep, rehearsal: Rehearsal) -> Iterator[Move]:
    """Yield the decisions of an agent in a step."""
    state = rehearsal.conversation
    open_, approval = state.ownership.suggestion, state.ownership.approval
    if step.suggestion:
        choice = _CHOICES.get(step.suggestion, Choice(outcome="edited", text=step.suggestion))
        yield decide_suggestion(AGENT, open_.suggestion_id if open_ else NONE, choice)
    if step.approve is not None:
        yield decide_approval(
            AGENT,
            approval.proposal_id if approval else NONE,
            approved=step.approve,
            seen=frozenset(waiting(state)),
        )


async def _move_on(shop: MemoryShop, number: str, status: OrderStatus) -> None:
    """Give an order another status and, like any change in a shop, another version."""
    order = await shop.with_number(number)
    if order is not None:
        shop.keep(replace(order, status=status, version=str(int(order.version) + 1)))


def _mailed_code(backstage: Backstage) -> str:
    """Return the code of the last letter, as its reader sees it; none was sent: wrong digits."""
    letters = backstage.spool.waiting
    found = _CODE.search(backstage.read(letters[-1])) if letters else None
    return found[0] if found else "000000"


def _missed(step: ScenarioStep, events: tuple[ConversationEvent, ...]) -> list[str]:
    wrong = events_missed(step, events)
    if not (step.kind or step.says or step.silent_on):
        return wrong
    try:
        reply = reply_in(events)
    except LookupError:
        return [*wrong, "no reply"]
    text = " ".join((reply.text, *reply.quick_replies)).lower()
    if step.kind not in {None, reply.kind}:
        wrong.append(f"the reply is {reply.kind}")
    wrong += [f"{part!r} is not said" for part in step.says if part.lower() not in text]
    wrong += [f"{part!r} is said" for part in step.silent_on if part.lower() in text]
    return wrong


def _told(events: tuple[ConversationEvent, ...]) -> list[str]:
    try:
        return ["< " + reply_in(events).text.replace("\n", "\n      ")]
    except LookupError:
        return ["< (nothing)"]


async def _end_missed(scenario: Scenario, records: ShopRecords, backstage: Backstage) -> list[str]:
    wrong: list[str] = []
    orders = {order.number.lstrip("#"): order for order in records.orders}
    customers = {str(one.customer_id): one for one in records.customers}
    for number, end in scenario.orders.items():
        after = await backstage.shop.with_number(number)
        if after is None or number not in orders:
            wrong.append(f"there is no order {number}")
        else:
            wrong += order_missed(number, end, orders[number], after)
    for customer_id, account in scenario.customers.items():
        known = await backstage.shop.with_id(CustomerId(customer_id))
        if known is None:
            wrong.append(f"there is no customer {customer_id}")
        else:
            wrong += customer_missed(customer_id, account, customers[customer_id], known)
    alerts = len(backstage.shop.alerts)
    if scenario.alerts not in {None, alerts}:
        wrong.append(f"there are {alerts} stock alerts")
    return wrong


async def play_with_model(settings: Settings, folder: Path) -> ConversationReport:
    """Play every scenario of a folder with the model of the settings.

    Where it gives no answer words reply, as they do for customers: the log says how often.

    Raises:
        SettingError: no model is set.
    """
    async with open_model(settings, spending=MemorySpending(), clock=SystemClock()) as model:
        if model is None:
            msg = "COMPTOIR_MODEL__BASE_URL and __NAME are not set: a model plays these scenarios"
            raise SettingError(msg)
        return await play_all(settings, folder, name="model", model=model)

"""Play a scenario on the product's own turn: read `RehearsalPlayer.play` first.

The turn is that of customers, on a gate without effects (`assistant.messages.trials`): a sealed
copy of the shop, in which an order is read as the effects of the talk would have left it. The
simulated customer gets what a customer sees, and nothing else.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from assistant.commerce.customer import Customer
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import OrderEffect
from assistant.conversation.event_base import Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    IdentityProven,
    ReplyWritten,
)
from assistant.improvement.rehearsal.order_pool import OrderPool, UnknownOrderError
from assistant.improvement.rehearsal.played_talk import PlayedTalk, PlayedTurn, dry_effect
from assistant.improvement.rehearsal.saved_scenario import Known, SavedScenario
from assistant.improvement.rehearsal.seen_reply import SeenExchange, seen_by_customer
from assistant.improvement.rehearsal.simulated_customer import Leaves, Says, next_move
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict, judge_talk
from assistant.kit.fault_log import report
from assistant.messages.trials.trial import (
    TrialMessage,
    Trials,
    TriedTurn,
    UnknownCustomerError,
)
from assistant.messages.trials.turn_trace import MovedFact
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.ports import PortError

_KEY = b"codes of rehearsals prove nobody"
"""Codes follow from it, and from the name of a talk, so that a talk is the same each time."""

_TURN_S = 40.0  # longest for one turn


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalPlayer:
    """Play scenarios on trials; the same seed on the same shop gives the same talk."""

    trials: Trials  # of talks: without a language model
    asked: Trials  # of questions: all as it is set
    pool: OrderPool | None  # None: there is no shop system
    day: datetime  # aware: the day that talks are played on
    zone: ZoneInfo  # of the shop's clock
    seed: int = 0  # of the run, beside each scenario's own

    @classmethod
    def of(
        cls, trials: Trials, *, day: datetime, zone: ZoneInfo, seed: int = 0
    ) -> "RehearsalPlayer":
        """Return a player that reads the orders of the trials' own shop.

        In talks no language model is asked: it gives no talk twice. A question is asked of all that
        answers customers.
        """
        pool = OrderPool(gate=trials.gate, now=day) if trials.gate else None
        turn = replace(trials.turn, mind=None)
        alone = replace(trials, turn=turn, engines=trials.engines and _embedded, key=_KEY)
        return cls(trials=alone, asked=trials, pool=pool, day=day, zone=zone, seed=seed)

    async def judge(self, scenario: SavedScenario) -> TalkVerdict:
        """Return the verdict on the talk of a scenario."""
        return judge_talk(scenario, await self.play(scenario))

    def _seed(self, scenario: SavedScenario) -> str:
        return f"{self.seed}:{scenario.seed}:{scenario.scenario_id}"

    async def play(self, scenario: SavedScenario) -> PlayedTalk:
        """Return the talk of a scenario; one that breaks off says why."""
        return (await self.play_named(scenario))[0]

    async def play_named(self, scenario: SavedScenario) -> tuple[PlayedTalk, Mapping[str, str]]:
        """Return a talk, and the values that tell whose order it is, with a word for each."""
        seed, whose = self._seed(scenario), dict[str, str]()
        try:
            order, customer = await self._order(scenario, _draw(seed))
            whose |= _whose(scenario, order, customer)
            return await self._talk(scenario, seed, order, customer), whose
        except UnknownOrderError:
            broken = "no_order"
        except UnknownCustomerError:
            broken = "no_customer"
        except (PortError, TimeoutError) as error:
            report("rehearsal.unavailable", error, scenario=scenario.scenario_id)
            broken = "unavailable"
        except Exception as error:  # noqa: BLE001 - one talk that fails does not end the others
            report("rehearsal.broken", error, scenario=scenario.scenario_id)
            broken = type(error).__name__
        return PlayedTalk(broken=broken, about_customer=bool(scenario.part.order)), whose

    async def _order(
        self, scenario: SavedScenario, draw: Random
    ) -> tuple[Order | None, Customer | None]:
        if not scenario.part.order:
            return None, None
        if self.pool is None:
            raise UnknownOrderError(scenario.part.order)
        return await self.pool.find(scenario.part.order, draw, self._moment(scenario))

    async def _talk(
        self, scenario: SavedScenario, seed: str, order: Order | None, customer: Customer | None
    ) -> PlayedTalk:
        part, facts = scenario.part, facts_of(scenario, order, customer)
        trials = self.asked if part.once else self.trials
        message = TrialMessage(
            text="",
            channel=part.channel,
            language=part.language,
            page=part.page,
            category=part.category,
            customer=customer.email if customer and part.signed_in else "",
            proves=bool(part.order) or not part.once,  # all of the console reads what is said
            at=self._moment(scenario),
            name=f"rehearsal-{scenario.scenario_id}-{seed}",
        )
        talk: list[SeenExchange] = []
        turns: list[PlayedTurn] = []
        tried: TriedTurn | None = None
        while isinstance(move := next_move(part, facts, talk, _draw(f"{seed}:{len(talk)}")), Says):
            *pieces, text = move.messages
            async with asyncio.timeout(_TURN_S):
                tried = await trials.take(replace(message, text=text, pieces=tuple(pieces)))
            message = message.after(tried)
            seen = seen_by_customer(tried.followed, tried.codes)
            talk.append(SeenExchange(wrote=move.messages, told=(move.meant,), seen=seen))
            turns.append(_turn(move.messages, tried, order))
        return _played(turns, move, tried, customer)

    def _moment(self, scenario: SavedScenario) -> datetime:
        """Return the time of a scenario: on the day of the run, or the weekday after it."""
        there = self.day.astimezone(self.zone)
        ahead = 0 if scenario.weekday is None else (scenario.weekday - there.weekday()) % 7
        there = (there + timedelta(days=ahead)).replace(hour=scenario.hour, minute=0)
        return there.replace(second=0, microsecond=0).astimezone(self.day.tzinfo)


def _embedded(engine: EmbeddedEngine, _: object) -> DialogueEngine:
    return engine


def _draw(seed: str) -> Random:
    return Random(seed)  # noqa: S311  # repeatable


def facts_of(
    scenario: SavedScenario, order: Order | None, customer: Customer | None
) -> Mapping[Known, str]:
    """Return all that the customer of a scenario knows and would tell."""
    part, facts = scenario.part, dict[Known, str]()
    if order is not None:
        facts[Known.ORDER] = order.number
    if customer is not None:
        address = customer.default_address
        facts[Known.EMAIL] = customer.email
        facts[Known.NAME] = f"{customer.given_name} {customer.family_name}"
        facts[Known.POSTCODE] = address.postcode if address else ""
    told = {name: value for name, value in facts.items() if value and name not in part.hides}
    return {**told, **part.knows}


def _whose(
    scenario: SavedScenario, order: Order | None, customer: Customer | None
) -> Mapping[str, str]:
    named = {str(name): value for name, value in facts_of(scenario, order, customer).items()}
    if customer is not None:
        named |= {"given_name": customer.given_name, "family_name": customer.family_name}
    return named


def _opened(tried: TriedTurn) -> tuple[str, ...]:
    """Return the operations that open, be it that the customer is to prove who they are."""
    moves = [one.fact for one in tried.steps if isinstance(one.fact, MovedFact)]
    moved = any(one.move != "NotAnOperation" for one in moves)
    if tried.taken is None or tried.taken.decision != "Operate" or not moved:
        return ()
    wishes = [wish for move in moves for wish in move.wishes]
    return tuple(dict.fromkeys((*wishes, tried.taken.intent)))


def _turn(wrote: tuple[str, ...], tried: TriedTurn, order: Order | None) -> PlayedTurn:
    seen, suggested = seen_by_customer(tried.followed), tried.suggested
    answer = suggested or tried.reply
    numbered = {one.order_id: one for one in (*filter(None, (order,)), *tried.orders)}
    return PlayedTurn(
        wrote=wrote,
        said=suggested.text if suggested else seen.text,
        kind=str(answer.kind) if answer else "",
        choices=seen.choices,
        sources=tuple(
            f"{one.title} {one.url}".strip() for one in (answer.sources if answer else ())
        ),
        quotes=tuple(one.quote for one in (answer.sources if answer else ())),
        opens=_opened(tried),
        effects=tuple(
            dry_effect(one, numbered.get(one.order_id) if isinstance(one, OrderEffect) else None)
            for one in tried.done
        ),
    )


def _leads_to_people(event: ConversationEvent) -> bool:
    """Tell whether a reply names the way to people, in a shop where nobody takes over here."""
    return isinstance(event, ReplyWritten) and event.kind is ReplyKind.HANDED_OFF


def _played(
    turns: list[PlayedTurn], left: Leaves, tried: TriedTurn | None, customer: Customer | None
) -> PlayedTalk:
    """Return a whole talk; `customer` is that of the scenario's order."""
    events = tried.events if tried else ()
    proven = next((one for one in events if isinstance(one, IdentityProven)), None)
    owner = customer.customer_id if customer else None
    customer_id = proven.customer_id if proven else owner
    failed = any(
        isinstance(one, ReplyWritten) and one.reason is Reason.ASSISTANT_FAILED for one in events
    )
    return PlayedTalk(
        turns=tuple(turns),
        left=left.why,
        broken=str(Reason.ASSISTANT_FAILED) if failed else "",
        person=any(isinstance(one, HandoffRequested) or _leads_to_people(one) for one in events),
        proven=proven is not None,
        about_customer=customer_id is not None,
        customer_id=customer_id,
    )

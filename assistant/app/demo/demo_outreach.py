"""Write made-up messages that the demo's shop wrote first, with their outcomes.

So the pages of outreach have figures: messages that help, and some that are too early to judge.
"""

import random
from datetime import datetime, timedelta
from typing import get_args

from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import Language
from assistant.kit.settings.settings import Settings
from assistant.outreach.contact_rules import Block
from assistant.outreach.first_words import template_body, template_footer
from assistant.outreach.followed_orders import FollowedOrders
from assistant.outreach.intents import BEGUN, IntentState, OutreachIntent, OutreachOutcome
from assistant.outreach.outcomes import FOLLOWED
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import TriggerName, template_of
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.channels.meta.simulator.types import SimulatedTemplate
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.intent_book import SqlIntentBook

_CUSTOMERS = {
    TriggerName.PARCEL_LATE: 1400,
    TriggerName.BACK_IN_STOCK: 1200,
    TriggerName.QUESTION_ANSWERED: 160,
}
_LEFT_ALONE = 20  # percent
_CHANCES = {  # with the message, and without
    OutreachEffect.CONTACTED: (0.19, 0.41),
    OutreachEffect.COMPLAINED: (0.04, 0.06),
    OutreachEffect.ORDERED: (0.12, 0.11),
    OutreachEffect.RETURNED: (0.09, 0.09),
    OutreachEffect.STOPPED: (0.01, 0.003),
}
_CONTACTS = {OutreachEffect.CONTACTED: (0.22, 0.14)}  # they were asked for a reply
_OWN_CHANCES = {
    TriggerName.BACK_IN_STOCK: {**_CONTACTS, OutreachEffect.ORDERED: (0.42, 0.16)},
    TriggerName.QUESTION_ANSWERED: {**_CONTACTS, OutreachEffect.ORDERED: (0.2, 0.17)},
}
_REFUSED = (Block.OVER, Block.OVER, Block.NO_TEMPLATE, Block.CAP, Block.PERSON_HAS_IT)


async def tell_outreach(settings: Settings, now: datetime) -> None:
    """Write the messages and their outcomes, unless they are there already.

    Raises:
        LogUnavailableError: no database answers.
    """
    draw, amounts = random.Random(61), random.Random(62)  # noqa: S311 - made up, each time the same
    async with open_database(settings.log_url, settings.archive_folder) as database:
        book = SqlIntentBook(database)
        for trigger, customers in _CUSTOMERS.items():
            begun = _intent(draw, trigger, 0, now, cause=BEGUN, state=IntentState.KNOWN)
            if await book.has(begun):
                continue
            intents = [_intent(draw, trigger, n, now) for n in range(customers)]
            await book.note(begun, intents)
            for one in intents:
                held_out = one.state is IntentState.HELD_OUT
                effects = {
                    effect
                    for effect, chances in {
                        **_CHANCES,
                        **_OWN_CHANCES.get(trigger, {}),
                    }.items()
                    if draw.random() < chances[held_out]
                }
                bought = _bought(amounts, effects)
                await book.keep(
                    OutreachOutcome(intent=one, effects=frozenset(effects), bought=bought)
                )


def approved_templates() -> list[SimulatedTemplate]:
    """Return each trigger's template, as Meta would have approved it for the demo's number."""
    languages: tuple[Language, ...] = get_args(Language)
    return [
        SimulatedTemplate(
            name=template_of(words),
            language=language,
            body=template_body(words, language),
            footer=template_footer(language),
            category="UTILITY",
        )
        for one in TRIGGERS.values()
        for words in one.all_words
        for language in languages
    ]


def _bought(draw: random.Random, effects: set[OutreachEffect]) -> FollowedOrders:
    """Return the made-up orders of a customer: all of it is kept, or nothing."""
    amount = draw.randrange(2_500, 12_000)
    ordered = OutreachEffect.ORDERED in effects
    kept = amount if ordered and OutreachEffect.RETURNED not in effects else 0
    return FollowedOrders(orders=int(ordered), paid_minor=kept, margin_minor=kept * 2 // 5)


def _intent(
    draw: random.Random,
    trigger: TriggerName,
    number: int,
    now: datetime,
    *,
    cause: str = "demo",
    state: IntentState | None = None,
) -> OutreachIntent:
    """Return the intent for a made-up customer, from before the last two weeks."""
    noted = now - FOLLOWED - timedelta(days=draw.uniform(1, 120))
    left_alone, refused = draw.random() * 100 < _LEFT_ALONE, draw.random() < 0.08  # noqa: PLR2004 - a share
    drawn = IntentState.HELD_OUT if left_alone else IntentState.WRITTEN
    why = ""
    if refused and not left_alone:
        drawn, why = IntentState.REFUSED, draw.choice(_REFUSED)
    return OutreachIntent(
        trigger=trigger,
        customer_id=CustomerId(f"demo-{number}"),
        cause=cause,
        conversation_id=ConversationId(f"demo-{number}"),
        state=state or drawn,
        reason="" if state else why,
        noted_at=noted,
        due_at=noted,
        expires_at=noted + timedelta(days=3),
        written_at=noted if drawn is IntentState.WRITTEN and state is None else None,
        held_percent=None if state else _LEFT_ALONE,
    )

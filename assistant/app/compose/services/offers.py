"""Put together offers: their limits, the book that counts them, and the round that gives them."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from assistant.answers.fixed_replies import Shop
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.experiments import holdout_of
from assistant.app.compose.services.first_messages import CustomerOrders, default_place
from assistant.app.compose.shops.offer_limits import offer_limits
from assistant.conversation.conversation import Conversation
from assistant.improvement.changes.change_set import ChangeCause, ChangeState
from assistant.improvement.changes.ports import ChangeBook
from assistant.kit.duty import Duty
from assistant.kit.experiments.experiment import ExperimentState
from assistant.kit.experiments.experiment_arms import is_changed
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.kit.experiments.ports import ExperimentBook
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.tried_changes import is_of_offers
from assistant.operations.gate import Gate
from assistant.operations.identity.identity_codes import pseudonym
from assistant.outreach.holdout import leaves_out
from assistant.outreach.offers.objection_trials import ObjectionArm
from assistant.outreach.offers.offer_plans import OfferPlanner
from assistant.outreach.offers.offer_round import OfferRound
from integrations.stores.sql.desk.customer_talks import SqlCustomerTalks
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.operations.offer_book import SqlOfferBook

_DUTY_S = 60.0
_EVERY_S = 2.0  # a code comes right after the answer


def shop_zone(shop: Shop) -> ZoneInfo:
    """Return the time zone whose days have the budgets: of the shop's country."""
    return default_place(shop).zones[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedObjections:
    """Find the arm of a conversation in the books, as the port `ObjectionTrials`.

    An experiment that runs comes first; else the change that it led to, while it is published.
    """

    experiments: ExperimentBook
    changes: ChangeBook
    key: bytes
    holdout: LongHoldout | None = None  # None: nobody is left out of all that is new

    async def arm(self, conversation: Conversation) -> ObjectionArm | None:
        identity = conversation.dealings.identity
        if identity is not None and await leaves_out(self.holdout, identity.customer_id):
            return None
        for one in await self.experiments.all((ExperimentState.RUNNING,)):
            if not is_of_offers(one.kind, one.content):
                continue
            changed = is_changed(one, conversation, self.key)
            if changed is None:
                return None
            return ObjectionArm(experiment_id=one.experiment_id, changed=changed, share=one.share)
        published = await self.changes.all((ChangeState.PUBLISHED,))
        if any(one.cause is ChangeCause.OFFER for one in published):
            return ObjectionArm(experiment_id=None, changed=True)
        return None


def assemble_offers(settings: Settings, parts: Parts, gate: Gate, shop: Shop) -> OfferRound:
    """Assemble the round that gives offers. Raises as `offer_limits` and `find_key` do."""
    return OfferRound(
        log=parts.log,
        book=SqlOfferBook(parts.database, find_key(settings)),
        planner=OfferPlanner(
            gate=gate,
            facts=CustomerOrders(customers=gate.customers, orders=gate.orders),
            limits=offer_limits(settings),
            key=find_key(settings),
            holdout=holdout_of(settings, parts),
            zone=shop_zone(shop),
            default_language=shop.default_language,
        ),
        others=SqlCustomerTalks(parts.database),
        queue=parts.broker.queue,
        clock=SystemClock(),
        duty=Duty(leases=parts.broker.leases, name="offers", for_s=_DUTY_S),
        every_s=_EVERY_S,
        trials=TriedObjections(
            experiments=SqlExperimentBook(parts.database),
            changes=SqlChangeBook(parts.database),
            key=pseudonym(find_key(settings), "experiments").encode(),
            holdout=holdout_of(settings, parts),
        ),
    )

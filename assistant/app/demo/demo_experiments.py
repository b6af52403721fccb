"""Keep experiments of the demo shop, finished and under way, with made-up visitors.

Their figures are made by the product's own looks, a day after the other, of visitors drawn with a
seed; the change sets behind them are of the shop's own pages.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.app.commands.staff_administration import open_staff
from assistant.app.compose.local_installation import SystemClock
from assistant.app.demo.demo_staff import PEOPLE
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.conversation.message import Language
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeEffect,
    ChangeId,
    ChangeSet,
)
from assistant.improvement.experiments import experiment_moves
from assistant.improvement.experiments.experiment_figures import look_at
from assistant.improvement.experiments.roll_out import STAGES
from assistant.insights.insight import EffectVerdict
from assistant.insights.queries.experiment_views import NOTHING_BEFORE, ExposedDay
from assistant.insights.statistics.arm_comparison import planned_sample
from assistant.insights.statistics.intervals import newcombe
from assistant.kit.experiments.experiment import (
    Experiment,
    ExperimentId,
    ExperimentState,
    VisitorMetric,
)
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import encode_answer
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.staff.staff_audit import SqlAudit

_LEAD = 1  # place in `PEOPLE`
_REASON = "Pouces baissés"
_LEAST, _DEVIATION = 0.08, 0.5  # of the share of visits that are resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoExperiment:
    """Hold an experiment of the demo, and the visitors that are made up for it."""

    name: str
    ways: tuple[tuple[Language, str], ...]
    texts: tuple[tuple[Language, str], ...]
    began_days_ago: int
    looked_days: int  # days from its beginning that are looked at
    a_day: int  # visitors
    resolved: float  # share of the visitors as it is
    effect: float  # on that share
    disliked: float = 0.02  # share of the changed arm's visitors; of the control arm's, 0.02
    published_days_ago: int = 0  # 0: it is not published


DEMO_EXPERIMENTS = (
    DemoExperiment(
        name="several gifts",
        ways=(
            ("fr", "Peut-on emballer plusieurs articles dans un seul paquet cadeau ?"),
            ("en", "Can several items be wrapped in one gift parcel?"),
        ),
        texts=(
            ("fr", "Oui : cochez « un seul paquet » dans le panier. Il réunit jusqu'à 5 articles."),
            ("en", 'Yes: tick "one parcel only" in the basket. It holds up to 5 items.'),
        ),
        began_days_ago=75,
        looked_days=44,
        a_day=130,
        resolved=0.55,
        effect=-0.02,
        disliked=0.09,
    ),
    DemoExperiment(
        name="points and returns",
        ways=(
            ("fr", "Est-ce que je perds mes points si je renvoie un article ?"),
            ("en", "Do I lose my points if I return an item?"),
        ),
        texts=(
            ("fr", "Oui, un article renvoyé reprend les points qu'il avait rapportés."),
            ("en", "Yes, a returned item takes back the points it had earned."),
        ),
        began_days_ago=24,
        looked_days=24,
        a_day=140,
        resolved=0.52,
        effect=0.16,
    ),
    DemoExperiment(
        name="engraved bottles",
        ways=(
            ("fr", "Pouvez-vous graver un prénom sur une gourde ?"),
            ("en", "Can you engrave a name on a bottle?"),
        ),
        texts=(
            ("fr", "Non, nous ne gravons pas les gourdes."),
            ("en", "No, we do not engrave bottles."),
        ),
        began_days_ago=70,
        looked_days=50,
        a_day=140,
        resolved=0.52,
        effect=0.0,
        published_days_ago=13,
    ),
)

_BUYERS, _ORDER = 0.08, 6_400
_TRACED = 0.2  # of the others who filled a basket, signed in or proved who they are
"""Share of the visitors who order, and the value of each order in minor units."""

_OPEN_BEFORE, _OPEN_AFTER = (96, 240), (66, 238)
"""Conversations that ask for what was published: of the second number, the first stayed open."""


async def keep_experiments(settings: Settings, now: datetime) -> int:
    """Keep the experiments that are not there yet, as the demo's lead's; return how many.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_staff(settings) as staff:
        lead = await staff.directory.account(PEOPLE[_LEAD][0])
    by, new = lead.agent.agent_id if lead else "", 0
    async with open_database(settings.log_url, settings.archive_folder) as database:
        changes, book = SqlChangeBook(database), SqlExperimentBook(database)
        answers = AnswerStore(
            changes=VerifiedChanges(
                book=SqlVerifiedBook(database), audit=SqlAudit(database), clock=SystemClock()
            )
        )
        known = {one.experiment_id for one in await book.all()}
        for one in DEMO_EXPERIMENTS:
            change = change_of(one, now)
            experiment = experiment_of(one, change, now, by=by)
            if experiment.experiment_id in known:
                continue
            if experiment.state is ExperimentState.STOPPED:
                ended = experiment.ended_at or now
                change = change_moves.reject(change, by=by, at=ended, reason=_REASON)
            if one.published_days_ago:
                at = now - timedelta(days=one.published_days_ago)
                version = await answers.publish(change, by=by)
                change = published(one, change, version, by=by, at=at)
                experiment = replace(experiment_moves.end(experiment, by=by, at=at), version=1)
            await changes.put(change, expected_version=None)
            await book.put(experiment, expected_version=None)
            new += 1
    return new


def published(
    demo: DemoExperiment, change: ChangeSet, version: str, *, by: str, at: datetime
) -> ChangeSet:
    """Return a change set of the demo as it was published, with its effect before and after.

    It looks good there, and showed nothing among visitors drawn at random: a dispute for people.
    """
    approved = change_moves.approve(change, change.before, by=by, at=at)
    live = change_moves.publish(approved, version, at=at)
    difference = newcombe(*_OPEN_AFTER, *_OPEN_BEFORE)
    effect = ChangeEffect(
        before=_OPEN_BEFORE[0],
        of_before=_OPEN_BEFORE[1],
        after=_OPEN_AFTER[0],
        of_after=_OPEN_AFTER[1],
        difference=difference.value,
        low=difference.low,
        high=difference.high,
        verdict=EffectVerdict.FELL,
        days=demo.published_days_ago,
    )
    return replace(live, effect=effect, version=1)


def change_of(demo: DemoExperiment, now: datetime) -> ChangeSet:
    """Return the open change set that an experiment of the demo tries."""
    change_id = uuid5(NAMESPACE_URL, f"demo change {demo.name}").hex
    answer = VerifiedAnswer(
        answer_id=VerifiedId(change_id),
        ways=tuple(WayOfAsking(language=language, text=text) for language, text in demo.ways),
        texts=dict(demo.texts),
        state=AnswerState.LIVE,
    )
    return ChangeSet(
        change_id=ChangeId(change_id),
        version=1,
        cause=ChangeCause.ASKED_FOR,
        change=CandidateChange(kind="verified", content=encode_answer(answer)),
        proposed_at=now - timedelta(days=demo.began_days_ago),
    )


def experiment_of(demo: DemoExperiment, change: ChangeSet, now: datetime, *, by: str) -> Experiment:
    """Return an experiment of the demo with a look for each of its days."""
    began = now - timedelta(days=demo.began_days_ago)
    waiting = Experiment(
        experiment_id=ExperimentId(uuid5(NAMESPACE_URL, f"demo experiment {demo.name}").hex),
        version=1,
        change_id=change.change_id,
        kind=str(change.kind),
        content=change.change.content,
        title=demo.ways[0][1],
        namespace=f"answer {change.change_id}",
        share=STAGES[0].share,
        least=_LEAST,
        planned=planned_sample(_DEVIATION, _LEAST),
        proposed_at=began,
    )
    experiment, seen = experiment_moves.sign(waiting, by=by, at=began), list[ExposedDay]()
    chance = Random(demo.name)  # noqa: S311  # made up
    for number in range(demo.looked_days):
        if experiment.state is not ExperimentState.RUNNING:
            break
        at = began + timedelta(days=number)
        seen += _visitors(demo, experiment.share, at, chance)
        look = look_at(experiment, seen, at=at + timedelta(hours=12))
        experiment = experiment_moves.keep_look(experiment, look)
    return replace(experiment, version=1)


def _visitors(
    demo: DemoExperiment, share: float, at: datetime, chance: Random
) -> tuple[ExposedDay, ExposedDay]:
    """Return the visitors of a day in both arms."""
    of = [chance.random() < share for _ in range(demo.a_day)]
    control, changed = (
        _arm(demo, share, at, chance, of.count(each), changed=each) for each in (False, True)
    )
    return control, changed


def _arm(  # of one day
    demo: DemoExperiment, share: float, at: datetime, chance: Random, n: int, *, changed: bool
) -> ExposedDay:
    shares = {
        VisitorMetric.RESOLVED: demo.resolved + changed * demo.effect,
        VisitorMetric.HANDED_OVER: 0.14 - changed * demo.effect / 4,
        VisitorMetric.DISLIKED: demo.disliked if changed else 0.02,
        VisitorMetric.UNANSWERED: 0.22 - changed * demo.effect / 2,
        VisitorMetric.COMPLAINED: 0.01,
        VisitorMetric.WAITED: 0.0,
        VisitorMetric.RETURNED: 0.02,
        VisitorMetric.ORDER_VALUE: 0.0,
    }
    sums = {one: float(sum(chance.random() < p for _ in range(n))) for one, p in shares.items()}
    buys = Random(f"{demo.name} {at.date()} {changed}")  # noqa: S311  # made up
    buyers = sum(buys.random() < _BUYERS + changed * demo.effect / 8 for _ in range(n))
    known = buyers + sum(buys.random() < _TRACED for _ in range(n - buyers))
    sums |= {VisitorMetric.ORDERED: float(buyers), VisitorMetric.TRACED: float(known)}
    worth = {VisitorMetric.ORDER_VALUE: float(buyers * _ORDER)}
    squares = sums | {VisitorMetric.ORDER_VALUE: float(buyers * _ORDER**2)}
    return ExposedDay(
        day=at.date(),
        changed=changed,
        share=share,
        visitors=n,
        sums=sums | worth,
        squares=squares,
        before=NOTHING_BEFORE,
        before_squares=NOTHING_BEFORE,
        before_products=NOTHING_BEFORE,
    )

"""Keep two experiments of the demo shop, one finished and one under way, with made-up visitors.

Their figures are made by the product's own looks, a day after the other, of visitors drawn with a
seed; the change sets behind them are of the shop's own pages.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.app.commands.staff_administration import open_staff
from assistant.app.demo.demo_staff import PEOPLE
from assistant.conversation.message import Language
from assistant.improvement.changes import change_moves
from assistant.improvement.changes.change_set import ChangeCause, ChangeId, ChangeSet
from assistant.improvement.experiments import experiment_moves
from assistant.improvement.experiments.experiment_figures import look_at
from assistant.improvement.experiments.roll_out import STAGES
from assistant.insights.queries.experiment_views import ExposedDay
from assistant.insights.statistics.arm_comparison import planned_sample
from assistant.kit.experiments.experiment import (
    Experiment,
    ExperimentId,
    ExperimentState,
    VisitorMetric,
)
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.messages.trials.ports import CandidateChange
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook

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
)


async def keep_experiments(settings: Settings, now: datetime) -> int:
    """Keep the experiments that are not there yet, as the demo's lead's; return how many.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_staff(settings) as staff:
        lead = await staff.directory.account(PEOPLE[_LEAD][0])
    by, new = lead.agent.agent_id if lead else "", 0
    async with open_database(settings.log_url) as database:
        changes, book = SqlChangeBook(database), SqlExperimentBook(database)
        known = {one.experiment_id for one in await book.all()}
        for one in DEMO_EXPERIMENTS:
            change = change_of(one, now)
            experiment = experiment_of(one, change, now, by=by)
            if experiment.experiment_id in known:
                continue
            if experiment.state is ExperimentState.STOPPED:
                ended = experiment.ended_at or now
                change = change_moves.reject(change, by=by, at=ended, reason=_REASON)
            await changes.put(change, expected_version=None)
            await book.put(experiment, expected_version=None)
            new += 1
    return new


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
        VisitorMetric.ORDER_VALUE: 0.0,
    }
    sums = {one: float(sum(chance.random() < p for _ in range(n))) for one, p in shares.items()}
    return ExposedDay(
        day=at.date(),
        changed=changed,
        share=share,
        visitors=n,
        sums=sums,
        squares=sums,
        before=0.0,
        before_squares=0.0,
        before_products=0.0,
    )

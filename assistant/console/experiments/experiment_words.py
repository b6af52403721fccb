"""Say experiments in French and English: the verdict as a sentence, figures as readers expect."""

from collections.abc import Sequence
from pathlib import Path

from assistant.console.insights.charts import Mark
from assistant.conversation.message import Language
from assistant.improvement.changes.change_contents import ChangedLine, LineFate, compare
from assistant.improvement.changes.change_set import ChangeKind, ChangeSet
from assistant.improvement.experiments.experiment_verdict import (
    LASTING_DAYS,
    ExperimentVerdict,
)
from assistant.insights.wording import figures
from assistant.kit.experiments.experiment import (
    ArmFigure,
    Experiment,
    ExperimentDeed,
    ExperimentMove,
    ExperimentState,
    KeptLook,
    VisitorMetric,
)
from assistant.kit.experiments.long_holdout import HOLDOUT
from assistant.kit.phrases import Phrases
from assistant.messages.trials.candidate_codec import decode_answer
from assistant.messages.trials.tried_changes import (
    AUTONOMY,
    VERIFIED,
    bar_to_trial,
)

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
_NEAR = 2  # lines of a table around a change
texts, say = _PHRASES.texts, _PHRASES.say


def sentence(experiment: Experiment, language: Language) -> str:
    """Return the verdict on an experiment as a sentence for people."""
    if experiment.state is ExperimentState.WAITING:
        return say("sentence.waiting", language)
    look = experiment.look
    if look is None:
        return say("sentence.no_look", language)
    if experiment.kind == HOLDOUT:
        return _of_holdout(look, language)
    low, high = _ends(look)
    harmed = (say(f"metric.{one.metric}", language) for one in look.guards if one.harmed)
    return say(
        f"sentence.{look.verdict}",
        language,
        low=_size(low, language),
        high=_size(high, language),
        signed_low=_signed(look.primary.low, language),
        signed_high=_signed(look.primary.high, language),
        least=figures.number(experiment.least * 100, language),
        counted=figures.number(worth_of(experiment), language),
        planned=figures.number(experiment.planned, language),
        days=LASTING_DAYS,
        control=figures.number(look.control, language),
        changed=figures.number(look.changed, language),
        guards=", ".join(harmed),
        turned=between(look.last_stage, language) if look.last_stage else "",
    )


def _of_holdout(look: KeptLook, language: Language) -> str:
    """Return the worth of all that is new, as a sentence with its interval."""
    if look.primary.low is None or look.primary.high is None:
        return say("holdout.too_early", language)
    low, high = (_signed(end, language) for end in (look.primary.low, look.primary.high))
    sure = look.primary.low > 0 or look.primary.high < 0
    return say("holdout.sure" if sure else "holdout.unsure", language, low=low, high=high)


def verdict_of(experiment: Experiment, language: Language) -> str:
    """Return the verdict in two or three words; of none, or of a holdout, the state."""
    if experiment.kind == HOLDOUT:
        return say(f"holdout.{experiment.state}", language)
    if experiment.look is None or experiment.state is ExperimentState.WAITING:
        return say(f"state.{experiment.state}", language)
    return say(f"verdict.{experiment.look.verdict}", language)


def title_in(experiment: Experiment, language: Language) -> str:
    """Return the title of an experiment; of a verified answer, its question in the language."""
    if experiment.kind == HOLDOUT:
        return say("holdout.title", language)
    if not experiment.content:
        return say("one.erased", language)
    if experiment.kind == VERIFIED:
        return decode_answer(experiment.content).question(language)
    return experiment.title


def share_of(value: float, language: Language) -> str:
    """Return the share of the visitors who get a change, in per cent."""
    sign = "\u00a0%" if language == "fr" else "%"
    return figures.number(value * 100, language) + sign


def changed_lines(experiment: Experiment) -> Sequence[ChangedLine]:
    """Return the lines of a change; of the autonomy table, those near a change. A holdout has none.

    Raises:
        ValueError: another version wrote it.
    """
    if experiment.kind == HOLDOUT:
        return ()
    lines = compare(ChangeKind(experiment.kind), experiment.before, experiment.content)
    if experiment.kind != AUTONOMY:
        return lines
    changed = [at for at, one in enumerate(lines) if one.fate is not LineFate.SAME]
    return [one for at, one in enumerate(lines) if any(abs(at - near) <= _NEAR for near in changed)]


def why_not(change: ChangeSet, language: Language) -> str:
    """Return why a change holds for all visitors or for none; "": it can be tried."""
    bar = bar_to_trial(str(change.kind), change.change.content, change.before)
    return say(f"bar.{bar}", language) if bar else ""


def worth_of(experiment: Experiment) -> int:
    """Return how many visitors in halves would tell as much as those counted."""
    look = experiment.look
    return round(look.information * experiment.planned) if look else 0


def mean(one: ArmFigure, value: float, language: Language) -> str:
    """Return the mean of an arm: a share, or an amount in the currency's main unit."""
    if one.metric is VisitorMetric.ORDER_VALUE:
        return figures.number(value / 100, language)
    return figures.percent(value, language)


def between(one: ArmFigure, language: Language) -> str:
    """Return the interval of a difference in words."""
    if one.low is None or one.high is None:
        return say("figure.unknown", language)
    if one.metric is VisitorMetric.ORDER_VALUE:
        ends = (figures.number(end / 100, language) for end in (one.low, one.high))
    else:
        ends = (_signed(end, language) for end in (one.low, one.high))
    low, high = ends
    return say("figure.between", language, low=low, high=high)


def shown_guards(look: KeptLook) -> list[ArmFigure]:
    """Return the guards that anything is known of: a shop without sales has no orders."""
    return [one for one in look.guards if one.control or one.changed]


def marks(look: KeptLook, language: Language) -> list[Mark]:
    """Return the intervals of shares that are known, in points; the metric itself comes first."""
    known = (look.primary, *shown_guards(look))
    return [
        Mark(
            label=say(f"metric.{one.metric}", language),
            value=one.value * 100,
            low=one.low * 100,
            high=one.high * 100,
            usual=0.0,
        )
        for one in known
        if one.low is not None
        and one.high is not None
        and one.metric is not VisitorMetric.ORDER_VALUE
    ]


def told_move(move: ExperimentMove, language: Language) -> str:
    """Return a move of the history in words."""
    if move.deed in {ExperimentDeed.STARTED, ExperimentDeed.WIDENED, ExperimentDeed.EXTENDED}:
        return say(f"deed.{move.deed}", language, share=share_of(float(move.note), language))
    verdicts = {str(one) for one in ExperimentVerdict}
    known = texts(language)
    note = move.note
    if note in verdicts:
        note = say(f"verdict.{note}", language)
    elif f"note.{note}" in known:
        note = known[f"note.{note}"]
    said = say(f"deed.{move.deed}", language)
    return f"{said} ({note})" if note else said


def _ends(look: KeptLook) -> tuple[float, float]:
    """Return the smaller and the greater end of the interval of the metric, as sizes."""
    low, high = look.primary.low or 0.0, look.primary.high or 0.0
    small, great = sorted((abs(low), abs(high)))
    return small, great


def _size(value: float, language: Language) -> str:
    return figures.number(round(value * 100, 1), language)


def _signed(value: float | None, language: Language) -> str:
    number = round((value or 0.0) * 100, 1)
    text = figures.number(number, language)
    return f"+{text}" if number > 0 else text

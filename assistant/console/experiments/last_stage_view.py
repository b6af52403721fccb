"""Show the last stage of an experiment on its page, and the form that begins it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.console.experiments.experiment_words import between, say, share_of
from assistant.conversation.ids import AgentId
from assistant.conversation.message import Language
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.improvement.experiments.last_stage import (
    LAST_STAGE_DAYS,
    SHARES_HELD_BACK,
    may_be_for_all,
)
from assistant.insights.wording import figures
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.kit.experiments.long_holdout import HOLDOUT

_GOOD: Mapping[str, str] = {
    ExperimentVerdict.BETTER: "better",
    ExperimentVerdict.BETTER_SO_FAR: "better_so_far",
}
"""The words on a change that is better, by its verdict."""

LEAST_HELD_DAYS, MOST_HELD_DAYS = 7, 60
"""Days that people may choose for a last stage: a whole week, and two months at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastStageView:
    """Hold the words of the last stage, and the fields of its form."""

    sentence: str
    may_confirm: bool = False
    is_first: bool = True  # the first signature says both numbers
    shares: Sequence[tuple[str, str]] = ()  # value of the form, and words
    days: int = LAST_STAGE_DAYS
    least_days: int = LEAST_HELD_DAYS
    most_days: int = MOST_HELD_DAYS


def last_stage_view(
    one: Experiment, names: Mapping[AgentId, str], reader: str, language: Language
) -> LastStageView | None:
    """Return the last stage of an experiment; None: it does not run, or has none."""
    if one.state is not ExperimentState.RUNNING or one.kind == HOLDOUT:
        return None
    people = " · ".join(names.get(AgentId(by), by) for by in one.confirmers)
    share, nobody = share_of(one.held_back, language), say("everybody.none", language)
    if one.last_stage_since is not None:
        return LastStageView(sentence=_under_way(one, people, share, language))
    if not may_be_for_all(one):
        least = figures.number(one.least * 100, language)
        return LastStageView(sentence=say("everybody.not_yet", language, least=least))
    if one.confirmers:
        key = "everybody.confirmed" if one.held_back else "everybody.confirmed_at_once"
        sentence = say(key, language, people=people, share=share, days=one.held_days)
    else:
        verdict = one.look.verdict if one.look else ""
        sentence = say(f"everybody.{_GOOD.get(verdict, 'harmless')}", language)
    return LastStageView(
        sentence=sentence,
        may_confirm=reader not in one.confirmers,
        is_first=not one.confirmers,
        shares=[
            (f"{100 * each:g}", share_of(each, language) if each else nobody)
            for each in SHARES_HELD_BACK
        ],
    )


def _under_way(one: Experiment, people: str, share: str, language: Language) -> str:
    """Return the words of a last stage that has begun."""
    if not one.held_back or one.last_stage_until is None:
        return say("everybody.published", language, people=people)
    until = figures.day(one.last_stage_until.date(), language)
    told = say("everybody.under_way", language, share=share, until=until, people=people)
    if one.look is None or one.look.last_stage is None or one.look.last_stage.low is None:
        return told
    so_far = between(one.look.last_stage, language)
    return f"{told} {say('everybody.so_far', language, between=so_far)}"

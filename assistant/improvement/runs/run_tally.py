"""Count the verdicts of a run, and tell whether a change does harm by them. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import Miss, TalkVerdict
from assistant.improvement.replay.replay_tally import loses_too_much
from assistant.insights.statistics.paired_change import PairedChange, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTally:
    """Hold the counts of a run; with a change, of both sides."""

    played: int = 0
    passed: int = 0  # under the change, where there is one
    broken: tuple[str, ...] = ()  # ids of protected scenarios that fail, and did not before
    answers: tuple[str, ...] = ()  # ids of those that must stay silent, and do not any more
    change: PairedChange = field(default_factory=PairedChange)  # of whole talks

    @property
    def does_harm(self) -> bool:
        """Tell whether a person has to give a reason before this is published."""
        return bool(self.broken or self.answers) or loses_too_much(self.change)


def turned_red(
    before: Iterable[TalkVerdict], now: Iterable[TalkVerdict]
) -> tuple[TalkVerdict, ...]:
    """Return the verdicts that fail now and did not before; new scenarios are among them.

    What was played without the change at the same time says more than an earlier run.
    """
    known = {one.scenario_id for one in before if not one.passed}
    return tuple(
        one
        for one in now
        if not one.passed and (one.scenario_id not in known if one.before is None else one.before)
    )


def tally_verdicts(
    scenarios: Sequence[SavedScenario],
    verdicts: Iterable[TalkVerdict],
    turned: Collection[str] | None = None,
) -> RunTally:
    """Return the counts of verdicts; `turned`: the ids of those that a change turned red.

    None: no change is tried, and each protected scenario that fails is broken. A question alone is
    no talk that a change loses: a person looks at each that turned red.
    """
    known = {one.scenario_id: one for one in scenarios}
    found = [one for one in verdicts if one.scenario_id in known]
    fails = [one for one in found if not one.passed]
    new = fails if turned is None else [one for one in fails if one.scenario_id in turned]
    change = PairedChange()
    for one in () if turned is None else found:
        if not known[one.scenario_id].part.once:
            change += paired(
                before=one in new or (one.passed and one.before is not False), after=one.passed
            )
    return RunTally(
        played=len(found),
        passed=len(found) - len(fails),
        broken=tuple(one.scenario_id for one in new if known[one.scenario_id].protected),
        answers=tuple(
            one.scenario_id for one in new if any(miss.miss is Miss.ANSWERED for miss in one.misses)
        ),
        change=change,
    )

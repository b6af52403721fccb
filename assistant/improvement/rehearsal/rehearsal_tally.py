"""Compare the verdicts of two sides on the same scenarios, and count. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import Miss, TalkVerdict
from assistant.improvement.replay.replay_tally import MOST_LOST
from assistant.insights.statistics.paired_change import PairedChange, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalTally:
    """Hold the counts of a rehearsal; with a change, of both sides."""

    played: int = 0
    passed: int = 0  # under the change, where there is one
    broken: tuple[str, ...] = ()  # ids of protected scenarios that fail, and did not before
    answers: tuple[str, ...] = ()  # ids of those that must stay silent, and do not any more
    change: PairedChange = field(default_factory=PairedChange)

    @property
    def loses(self) -> bool:
        """Tell whether more than one talk in a hundred may be lost, by the interval."""
        return loses_too_much(self.change)

    @property
    def does_harm(self) -> bool:
        """Tell whether a person has to give a reason before this is published."""
        return bool(self.broken or self.answers) or self.loses


def loses_too_much(change: PairedChange) -> bool:
    """Tell whether a change lost a pair, and may lose more than `MOST_LOST` by the interval."""
    _, low, _ = change.difference
    return change.lost > 0 and low < -MOST_LOST


def tally_verdicts(
    scenarios: Sequence[SavedScenario],
    after: Mapping[str, TalkVerdict],
    before: Mapping[str, TalkVerdict] | None = None,
) -> RehearsalTally:
    """Return the counts of verdicts by the id of their scenario; `before`: without the change.

    Without that side, each protected scenario that fails is broken.
    """
    known = [one for one in scenarios if one.scenario_id in after]
    fails = [one for one in known if not after[one.scenario_id].passed]
    old = before or {}
    new = [one for one in fails if _passed(old, one, missing=True)]
    pairs = [one for one in known if one.scenario_id in old]
    change = PairedChange()
    for one in pairs:
        change += paired(before=old[one.scenario_id].passed, after=after[one.scenario_id].passed)
    return RehearsalTally(
        played=len(known),
        passed=len(known) - len(fails),
        broken=tuple(one.scenario_id for one in new if one.protected),
        answers=tuple(
            one.scenario_id
            for one in new
            if any(miss.miss is Miss.ANSWERED for miss in after[one.scenario_id].misses)
        ),
        change=change,
    )


def _passed(verdicts: Mapping[str, TalkVerdict], scenario: SavedScenario, *, missing: bool) -> bool:
    found = verdicts.get(scenario.scenario_id)
    return missing if found is None else found.passed

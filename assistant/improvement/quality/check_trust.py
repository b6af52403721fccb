"""Weigh people's judgements on each check, and find the checks that are off. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.improvement.quality.kappa import Kappa, cohen
from assistant.improvement.quality.ports import CheckSwitch, QualityJudgement
from assistant.insights.analysis_rows import QualityName


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTrust:
    """Hold how far people agree with one check, and with each other."""

    check: QualityName
    with_people: Kappa  # since it was switched last, the first judgement of each place
    among_people: Kappa  # places that two people judged
    switch: CheckSwitch | None = None

    @property
    def is_off(self) -> bool:
        """Return whether the check counts nowhere."""
        return self.switch is not None and not self.switch.is_on


def weigh(
    judgements: Sequence[QualityJudgement], switches: Iterable[CheckSwitch]
) -> Mapping[QualityName, CheckTrust]:
    """Return the trust in every check; judgements come the oldest first."""
    switched = {one.check: one for one in switches}
    return {name: _trust(name, judgements, switched.get(name)) for name in QualityName}


def _trust(
    name: QualityName, judgements: Sequence[QualityJudgement], switch: CheckSwitch | None
) -> CheckTrust:
    by_place: dict[tuple[str, ...], list[QualityJudgement]] = defaultdict(list)
    for one in judgements:
        if one.check is name:
            by_place[one.place].append(one)
    since = switch.at if switch and switch.is_on else None
    firsts = [of[0] for of in by_place.values()]
    counted = [one for one in firsts if since is None or one.at > since]
    doubles = [(of[0].said_failed, of[1].said_failed) for of in by_place.values() if len(of) > 1]
    return CheckTrust(
        check=name,
        with_people=cohen([(one.failed, one.said_failed) for one in counted]),
        among_people=cohen(doubles),
        switch=switch,
    )

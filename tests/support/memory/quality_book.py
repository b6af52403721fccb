"""Keep judgements on checks of quality in memory."""

from collections.abc import Sequence

from assistant.improvement.quality.ports import CheckSwitch, QualityJudgement
from assistant.insights.analysis_rows import QualityName


class MemoryQualityBook:
    """Keep a `QualityBook` for one event loop."""

    def __init__(self) -> None:
        self._judged: dict[tuple[object, ...], QualityJudgement] = {}
        self._switched: dict[QualityName, CheckSwitch] = {}

    async def judge(self, judgement: QualityJudgement) -> None:
        self._judged[*judgement.place, judgement.by] = judgement

    async def judgements(self) -> Sequence[QualityJudgement]:
        return sorted(self._judged.values(), key=lambda one: (one.at, one.visit_id, one.by))

    async def switch(self, switch: CheckSwitch) -> None:
        self._switched[switch.check] = switch

    async def switches(self) -> Sequence[CheckSwitch]:
        return [self._switched[name] for name in sorted(self._switched)]

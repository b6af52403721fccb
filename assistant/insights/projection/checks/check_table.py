"""List the checks of quality that a build runs on each visit."""

from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.projection.checks.answer_time_check import find_waits
from assistant.insights.projection.checks.checked_visit import QualityCheck
from assistant.insights.projection.checks.complete_check import find_complete
from assistant.insights.projection.checks.grounded_check import find_grounded
from assistant.insights.projection.checks.handoff_check import find_justified
from assistant.insights.projection.checks.identity_check import find_known_first
from assistant.insights.projection.checks.language_check import find_language_kept
from assistant.insights.projection.checks.loop_check import find_circles
from assistant.insights.projection.checks.promise_check import find_kept
from assistant.insights.projection.checks.resolved_check import find_resolved
from assistant.insights.projection.checks.tone_check import find_polite

_BOTH = (CheckedSide.ASSISTANT, CheckedSide.PERSON)
_ALONE = (CheckedSide.ASSISTANT,)

CHECKS = (
    QualityCheck(name=QualityName.GROUNDED, sides=_ALONE, find=find_grounded),
    QualityCheck(name=QualityName.COMPLETE, sides=_BOTH, find=find_complete),
    QualityCheck(name=QualityName.PROMISE, sides=_BOTH, find=find_kept),
    QualityCheck(name=QualityName.LANGUAGE, sides=_BOTH, find=find_language_kept),
    QualityCheck(name=QualityName.IDENTITY, sides=_BOTH, find=find_known_first),
    QualityCheck(name=QualityName.TONE, sides=_BOTH, find=find_polite),
    QualityCheck(name=QualityName.LOOP, sides=_BOTH, find=find_circles),
    QualityCheck(name=QualityName.ANSWER_TIME, sides=_BOTH, find=find_waits),
    QualityCheck(name=QualityName.HANDOFF, sides=_ALONE, find=find_justified),
    QualityCheck(name=QualityName.RESOLVED, sides=_BOTH, find=find_resolved),
)

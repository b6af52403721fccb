"""Hold the plan of a replay, and write it for another process. Pure."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from assistant.improvement.replay.replayed_span import ReplaySpan
from assistant.improvement.replay.replayer import ReplayedConversation
from assistant.messages.trials.candidate_change import CandidateChange


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """Hold the changes that a replay lays over the assistant, and the record to compare with.

    Without changes, the assistant as it is now is compared with what was recorded: so another
    version of the program is tried. With changes, both take every turn anew.
    """

    changes: tuple[CandidateChange, ...] = ()  # laid over each other
    from_record: bool = True  # False: as it is now, without the changes
    span: ReplaySpan | None = None  # of the turns; None: all of the conversations that are named
    asks_model: bool = False  # the language model, if one is set: for each turn, and it costs


PLAN = TypeAdapter(ReplayPlan)
REPLAYED = TypeAdapter(ReplayedConversation)

"""The defects of batches in memory."""

from collections.abc import Sequence

from assistant.outreach.batch_defects import BatchDefect, DefectState


class MemoryDefectBook:
    """A `DefectBook`."""

    def __init__(self) -> None:
        self._kept: dict[str, BatchDefect] = {}

    async def all(self) -> Sequence[BatchDefect]:
        return sorted(self._kept.values(), key=lambda one: one.proposed_at, reverse=True)

    async def put(self, defect: BatchDefect, *, before: DefectState | None) -> bool:
        known = self._kept.get(defect.defect_id)
        if (known.state if known else None) != before:
            return False
        self._kept[defect.defect_id] = defect
        return True

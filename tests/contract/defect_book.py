"""What every `DefectBook` does. Inherit `DefectBookContract` and override `defects`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.outreach.batch_defects import BatchDefect, DefectState
from assistant.outreach.ports import DefectBook
from tests.support.seeds.outreach_facts import DEFECT

PROPOSED = replace(DEFECT, state=DefectState.PROPOSED, approved_by="")


class DefectBookContract:
    @pytest.fixture
    def defects(self) -> DefectBook:
        raise NotImplementedError

    async def test_a_defect_comes_back_as_it_was_put_the_newest_first(
        self, defects: DefectBook
    ) -> None:
        later = PROPOSED.proposed_at + timedelta(days=1)
        newer = replace(PROPOSED, defect_id="d2", proposed_at=later)
        assert await defects.put(PROPOSED, before=None)
        assert await defects.put(newer, before=None)
        assert await defects.all() == [newer, PROPOSED]

    async def test_of_two_moves_at_once_the_first_counts(self, defects: DefectBook) -> None:
        await defects.put(PROPOSED, before=None)
        live = PROPOSED.approved("b")
        assert isinstance(live, BatchDefect)
        assert not await defects.put(PROPOSED, before=None)
        assert await defects.put(live, before=DefectState.PROPOSED)
        assert not await defects.put(PROPOSED.ended("c"), before=DefectState.PROPOSED)
        assert await defects.all() == [live]

"""The desk's lists in memory, held to their contract."""

import pytest

from integrations.stores.memory.event_log import MemoryEventLog
from tests.contract.case_measures import MeasuresContract, StoriesContract
from tests.contract.case_search import ErasedContract, FollowingContract, SearchContract
from tests.contract.case_shards import ShardsContract
from tests.contract.cases import CasesContract, DeskView, PagingContract
from tests.contract.source_uses import SourceUsesContract
from tests.support.memory.desk_cases import MemoryCases


class TestMemoryCases(
    CasesContract,
    ErasedContract,
    FollowingContract,
    MeasuresContract,
    PagingContract,
    SearchContract,
    ShardsContract,
    SourceUsesContract,
    StoriesContract,
):
    @pytest.fixture
    def desk(self) -> DeskView:
        log = MemoryEventLog()
        return DeskView(log=log, cases=MemoryCases(log))

"""The helpdesk and the case book in memory, held to their contracts."""

from collections.abc import Sequence

import pytest

from assistant.conversation.ownership import ConversationStatus
from assistant.desk.helpdesk.ports import CaseBook
from assistant.desk.helpdesk.types import Colleague
from tests.contract.case_book import CaseBookContract
from tests.contract.helpdesk import HelpdeskContract, Place
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.helpdesk import MemoryCaseBook, MemoryHelpdesk

NOE = Colleague(colleague_id="memory:6", name="Noé", email="noe@agency.example")


class MemoryPlace:
    """Noé works in memory."""

    def __init__(self) -> None:
        self._clock = HandClock()
        self.helpdesk = MemoryHelpdesk(self._clock)

    def write(self, text: str, *, private: bool = False, files: Sequence[str] = ()) -> None:
        (case_id,) = self.helpdesk.cases
        self.helpdesk.write(case_id, text=text, by=NOE, private=private, files=tuple(files))

    def put(self, status: ConversationStatus) -> None:
        (case,) = self.helpdesk.cases.values()
        case.status = status

    def cases(self) -> int:
        return len(self.helpdesk.cases)

    def move(self, seconds: float) -> None:
        self._clock.move(seconds)


class TestMemoryHelpdesk(HelpdeskContract):
    @pytest.fixture
    def place(self) -> Place:
        return MemoryPlace()


class TestMemoryCaseBook(CaseBookContract):
    @pytest.fixture
    def book(self) -> CaseBook:
        return MemoryCaseBook()

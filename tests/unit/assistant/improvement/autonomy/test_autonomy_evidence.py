"""Evidence is read again once a book has changed, and not before."""

from collections.abc import Sequence

from assistant.improvement.autonomy.agreement import Agreement
from assistant.improvement.autonomy.autonomy_evidence import AutonomyEvidence
from tests.contract.agreement_book import ONE
from tests.support.memory.agreement_book import MemoryAgreementBook


class CountingBook(MemoryAgreementBook):
    """A book of decisions that counts how often it is read whole."""

    reads = 0

    async def all(self) -> Sequence[Agreement]:
        self.reads += 1
        return await super().all()


class TestEvidence:
    async def test_is_read_once_while_nothing_changes(self) -> None:
        book = CountingBook()
        evidence = AutonomyEvidence(agreements=book)
        await book.keep([ONE], position=1)

        assert [*await evidence.all()] == [*await evidence.all()] == [ONE]
        assert book.reads == 1

    async def test_is_read_again_after_a_decision(self) -> None:
        book = CountingBook()
        evidence = AutonomyEvidence(agreements=book)
        assert not await evidence.all()
        await book.keep([ONE], position=1)

        assert [one.decision_id for one in await evidence.all()] == ["s1"]
        assert book.reads == 2

"""The mail that confirms what was done: one letter for one effect, in the customer's language."""

from dataclasses import replace

import pytest

from assistant.conversation.dealings import Proposal
from assistant.conversation.message import Language
from assistant.kit.mail.letter import Letter
from assistant.kit.mail.ports import SpoolUnavailableError
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import EffectDone
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.receipts.receipt_letters import ReceiptMail, word_receipt
from integrations.stores.memory.mail_spool import MemorySpool
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.unit.assistant.operations.gating import NOBODY, CountingShop, read_back


class BrokenSpool(MemorySpool):
    """A spool that takes nothing."""

    async def put(self, letter: Letter) -> bool:
        raise SpoolUnavailableError(letter.letter_id)


def mailing(gate: Gate, shop: CountingShop, spool: MemorySpool) -> Gate:
    return replace(gate, mail=ReceiptMail(customers=shop, spool=spool, clock=HandClock()))


class TestWhatWasDone:
    @pytest.mark.parametrize(
        ("language", "subject"),
        [
            ("fr", "Brisemare\N{NO-BREAK SPACE}: votre commande est annulée"),
            ("en", "Brisemare: your order is cancelled"),
        ],
    )
    async def test_is_confirmed_by_mail_once(
        self, gate: Gate, shop: CountingShop, language: Language, subject: str
    ) -> None:
        spool = MemorySpool()
        one = mailing(gate, shop, spool)
        proposal = await read_back(one)

        for _ in range(2):  # a worker died in between: it is taken again
            done = await one.execute(proposal, ownership=NOBODY, language=language)

        assert isinstance(done, EffectDone)
        (letter,) = spool.waiting
        assert letter.recipient == "lea.legoff@example.com"
        worded = word_receipt(letter, shop="Brisemare")
        assert worded.subject == subject
        assert done.text in worded.body
        assert shop.executed == 1

    async def test_stands_where_no_mail_goes(self, gate: Gate, shop: CountingShop) -> None:
        one = mailing(gate, shop, BrokenSpool())

        done = await one.execute(await read_back(one), ownership=NOBODY, language="en")

        assert isinstance(done, EffectDone)

    @pytest.mark.parametrize("language", ["fr", "en"])
    async def test_has_a_subject_whatever_it_was(
        self, gate: Gate, shop: CountingShop, language: Language
    ) -> None:
        spool = MemorySpool()
        proposal = await read_back(gate)
        mail = ReceiptMail(customers=shop, spool=spool, clock=HandClock())
        effects = [name for name, operation in OPERATIONS.items() if operation.has_effect]
        for name in effects:
            one: Proposal = replace(proposal, operation=name, proposal_id=name)
            await mail.send(one, "Done.", language)

        subjects = {word_receipt(letter, shop="").subject for letter in spool.waiting}
        assert len(subjects) == len(effects) - 1  # a stock alert has a letter of its own

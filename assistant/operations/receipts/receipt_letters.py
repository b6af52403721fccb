"""Write the letter that confirms an operation that was done, and put it into the mail."""

import hashlib
from dataclasses import dataclass
from typing import get_args

from assistant.commerce.ports import Customers
from assistant.conversation.dealings import Proposal
from assistant.conversation.message import Language
from assistant.kit.fault_log import report
from assistant.kit.mail.letter import Letter, LetterId, LetterKind, WordedLetter
from assistant.kit.mail.ports import MailSpool
from assistant.kit.typography import typeset
from assistant.operations.autonomy.autonomy_table import GoodwillName
from assistant.operations.texts import say
from assistant.ports import Clock, PortError

_UNCONFIRMED = frozenset({"stock_alert"})
"""Operations that write a letter of their own when there is something to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptMail:
    """Send the receipt of each operation to the customer's address, once."""

    customers: Customers
    spool: MailSpool
    clock: Clock

    async def send(self, proposal: Proposal, text: str, language: Language) -> None:
        """Put the letter of a proposal that was carried out into the mail; a repeat is harmless.

        The effect stands whether or not it can be mailed: the customer reads its receipt in the
        conversation.
        """
        if proposal.operation in _UNCONFIRMED:
            return
        try:
            customer = await self.customers.with_id(proposal.customer_id)
            if customer is None or not customer.email:
                return
            digest = hashlib.sha256(proposal.proposal_id.encode()).hexdigest()[:40]
            await self.spool.put(
                Letter(
                    letter_id=LetterId(f"done-{digest}"),
                    recipient=customer.email,
                    kind=LetterKind.DONE,
                    language=language,
                    values={"operation": proposal.operation, "text": text},
                    made_at=self.clock.now(),
                )
            )
        except PortError as error:
            report("receipt.not_mailed", error, operation=proposal.operation)


def word_receipt(letter: Letter, *, shop: str) -> WordedLetter:
    """Return the letter as it is read; `shop` is the shop's name, or ""."""
    values, language = letter.values, letter.language
    named = shop or say("letter.no_shop", language)
    body = "given" if values["operation"] in get_args(GoodwillName) else "body"
    what = say(f"letter_subject.{values['operation']}", language)
    subject = " ".join(f"{named} : {what}".split()) if language == "fr" else f"{named}: {what}"
    return WordedLetter(
        subject=typeset(subject, language),
        body=typeset(say(f"letter.{body}", language, text=values["text"], shop=named), language),
    )

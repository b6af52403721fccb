"""Tell a customer what is left on their gift cards and store credit."""

from assistant.answers.amount_text import write
from assistant.conversation.conversation_message import Language
from assistant.operations.texts import say
from assistant.operations.declarations.tracking import Nothing
from assistant.operations.types import Allowed, Audience, Case, Operation
from assistant.operations.shop_values import method


def allow(_: Case[Nothing]) -> Allowed:
    """Allow it: the gate lets in only what is the customer's."""
    return Allowed()


def tell(case: Case[Nothing], _: Allowed, language: Language) -> str:
    """Name each balance."""
    said = [
        say(
            "told.balance_of",
            language,
            method=method(one, language),
            amount=write(one.balance, language),
        )
        for one in case.customer.payment_methods
        if one.balance is not None
    ]
    if not said:
        return say("told.no_balance", language)
    return "\n".join((say("told.balance", language), *said))


BALANCE = Operation(
    name="balance",
    parameters=Nothing,
    audience=Audience.CUSTOMER,
    slots=(),
    weigh=allow,
    tell=tell,
)

"""Tell a customer what is left on their gift cards and store credit."""

from assistant.answers.amount_text import write_amount
from assistant.conversation.conversation_message import Language
from assistant.operations.texts import say
from assistant.operations.declarations.tracking import NoParameters
from assistant.operations.types import Allowed, Audience, OperationCase, Operation
from assistant.operations.shop_values import method


def allow_balance(_: OperationCase[NoParameters]) -> Allowed:
    """Allow it: the gate lets in only what is the customer's."""
    return Allowed()


def tell_balance(case: OperationCase[NoParameters], _: Allowed, language: Language) -> str:
    """Name each balance."""
    said = [
        say(
            "told.balance_of",
            language,
            method=method(one, language),
            amount=write_amount(one.balance, language),
        )
        for one in case.customer.payment_methods
        if one.balance is not None
    ]
    if not said:
        return say("told.no_balance", language)
    return "\n".join((say("told.balance", language), *said))


BALANCE = Operation(
    name="balance",
    parameters=NoParameters,
    audience=Audience.CUSTOMER,
    slots=(),
    weigh=allow_balance,
    tell=tell_balance,
)

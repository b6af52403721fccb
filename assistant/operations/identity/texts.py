"""Word the outcome of an attempt for the customer, in French and English."""

from typing import assert_never

from assistant.conversation.message import Language
from assistant.operations.identity.attempts import (
    AttemptOutcome,
    CodeOnItsWay,
    Expired,
    Locked,
    NotOffered,
    Proven,
    TokenRefused,
    Unavailable,
    Wrong,
)
from assistant.operations.shop_rules import IdentityRules, Method
from assistant.operations.texts import say


def explain(outcome: AttemptOutcome, language: Language) -> str:  # noqa: PLR0911  # one line a case
    """Return the text of an outcome."""
    match outcome:
        case Proven():
            return say("identity.proven", language)
        case CodeOnItsWay():
            values = {"email": outcome.masked, "minutes": str(outcome.minutes)}
            return say("identity.code_sent", language, **values)
        case Wrong():
            what = "code" if outcome.by_code else "details"
            left = "once" if outcome.tries_left == 1 else "more"
            name = f"identity.wrong_{what}_{left}"
            return say(name, language, left=str(outcome.tries_left))
        case Expired():
            return say("identity.expired", language)
        case Locked():
            return say("identity.locked", language)
        case NotOffered():
            return say("identity.not_offered", language)
        case TokenRefused():
            return say("identity.token_refused", language)
        case Unavailable():
            return say("identity.unavailable", language)
        case _:
            assert_never(outcome)


def ask(rules: IdentityRules, language: Language) -> str:
    """Return the question for a proof of identity: every way that the shop's rules offer here.

    Signing in happens on the page; a customer who only can sign in is told so.
    """
    ways = [
        say(f"identity.by_{method}", language)
        for method in _ASKED
        if method in rules.methods and not _is_weaker(method, rules)
    ]
    if not ways:
        return say("identity.sign_in", language)
    either = say("identity.or", language)
    return say("identity.ask", language, ways=either.join(ways))


_ASKED = (Method.EMAIL, Method.EMAIL_CODE, Method.ORDER_AND_EMAIL, Method.NAME_AND_POSTCODE)


def _is_weaker(method: Method, rules: IdentityRules) -> bool:
    """Return whether another method asks for less than this one, and is enough."""
    asks_more = {Method.EMAIL_CODE, Method.ORDER_AND_EMAIL}
    return method in asks_more and Method.EMAIL in rules.methods

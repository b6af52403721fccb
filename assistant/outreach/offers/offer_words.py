"""Word an offer with its terms, and have the guard review it. Pure."""

from collections.abc import Sequence
from pathlib import Path

from assistant.answers.amount_text import write_amount
from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.conversation.event_base import ReplyKind
from assistant.kit.phrases import Phrases
from assistant.operations.goodwill.offers.offer_terms import OfferPlan
from assistant.operations.shop_values import day

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
_NAMED = 3  # products that are named; of more, the number


def word_offer(plan: OfferPlan, code: str) -> str | None:
    """Return the words of an offer: why, the code, and its terms; None: the guard says no."""
    language = plan.language
    values = {
        "code": code,
        "amount": write_amount(plan.worth, language),
        "least": write_amount(plan.least, language),
        "until": day(plan.ends_on, language),
    }
    products = _products(plan.titles, plan)
    why = _PHRASES.say(f"why.{plan.occasion}", language)
    text = f"{why} {_PHRASES.say('offer', language, **values, products=products)}"
    draft = Draft(
        kind=ReplyKind.NOTICE,
        text=text,
        language=language,
        evidence=(*values.values(), *plan.titles, products),
        rule="offer",
    )
    return text if isinstance(review(draft), Approved) else None


def _products(titles: Sequence[str], plan: OfferPlan) -> str:
    named, more = titles[:_NAMED], len(titles) - _NAMED
    if more > 0:
        listed = ", ".join(named)
        return _PHRASES.say("and_more", plan.language, listed=listed, more=more)
    *first, last = named
    return _PHRASES.say("and", plan.language, first=", ".join(first), last=last) if first else last

"""Choose the products that a message may mean without naming one. Pure."""

from assistant.conversation.conversation import Conversation
from retrieval.catalogue.vocabulary import Vocabulary

LASTS = 4
"""Further replies by the assistant during which the products of one stay before the customer."""


def products_in_focus(conversation: Conversation, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the ids of the products before the customer: those shown last, or their page's.

    A page is a hint and no proof: what is not in the catalogue is no product. It counts until
    products are shown on it, and again once the customer has gone to the page of another.
    """
    lasts = conversation.replies - 1 - conversation.shown_at <= LASTS
    shown = conversation.shown if lasts else ()
    said = [wrote.page_product for wrote in conversation.unanswered if wrote.page_product]
    page = said[-1] if said else ""
    if shown and page in {"", conversation.page_product}:
        return shown
    known = _known(page, vocabulary) if page else ""
    return (known,) if known else shown


def _known(page: str, vocabulary: Vocabulary) -> str:
    """Return the id of a product that is named by its id or its title; "": there is none."""
    wanted = page.casefold()
    for product_id, title in vocabulary.titles:
        if wanted in {product_id.casefold(), title.casefold()}:
            return product_id
    return ""

"""Choose the products that a message may mean without naming one."""

from collections.abc import Mapping

from assistant.conversation.conversation import Conversation
from assistant.conversation.product_search import ProductSearch
from assistant.understanding.intents.basket_wishes import version_keys
from assistant.understanding.types import Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.ports import StoreUnavailableError
from retrieval.searching.search import Searcher

LASTS = 4
"""Further replies by the assistant during which a product shown alone stays before the customer."""


def products_in_focus(conversation: Conversation, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the ids of the products before the customer: those shown last, or their page's.

    A page is a hint and no proof: what is not in the catalogue is no product. It counts until
    products are shown on it, and again once the customer has gone to the page of another.
    """
    shown = _shown(conversation)
    said = [wrote.page_product for wrote in conversation.unanswered if wrote.page_product]
    page = said[-1] if said else ""
    if shown and page in {"", conversation.page_product}:
        return shown
    known = _known(page, vocabulary) if page else ""
    return (known,) if known else shown


def products_in_view(
    conversation: Conversation, understanding: Understanding, searcher: Searcher
) -> tuple[str, ...]:
    """Return the products before the customer, in focus or not.

    An objection to a price may mean products shown some replies ago, else the last in the basket.
    """
    focus = products_in_focus(conversation, searcher.vocabulary)
    if focus or understanding.price_objection is None:
        return focus
    basket = tuple(line.product_id for line in conversation.dealings.basket.lines)
    return shown_lately(conversation) or basket[-1:]


def search_on_page(conversation: Conversation, vocabulary: Vocabulary) -> ProductSearch | None:
    """Return the search that a message may add to: the one going on, else their page's category.

    A category is a hint: one that the catalogue does not have is none.
    """
    going_on = conversation.search_going_on
    named = [wrote.page_category for wrote in conversation.unanswered if wrote.page_category]
    if going_on is not None or not named or conversation.dealings.dialogue:
        return going_on
    wanted = named[-1].casefold()
    known = next((one for one in vocabulary.categories if one.casefold() == wanted), "")
    return ProductSearch(kind=known) if known else None


def shown_lately(conversation: Conversation) -> tuple[str, ...]:
    """Return the products that were shown last, several even, as long as they are before them."""
    lasts = conversation.replies - 1 - conversation.shown_at <= LASTS
    return conversation.shown if lasts else ()


async def versions_of(searcher: Searcher, ids: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the keys of the words of some products' colours, sizes and other options.

    Products that cannot be looked up now are left out, as unknown ones are.
    """
    found: dict[str, frozenset[str]] = {}
    try:
        products = await searcher.products_of(ids)
    except StoreUnavailableError:
        return found
    for product in products:
        keys = version_keys(value for each in product.variants for _, value in each.options)
        found[product.product_id] = found.get(product.product_id, frozenset()) | keys
    return found


def _shown(conversation: Conversation) -> tuple[str, ...]:
    """Return the products of the last reply; else the last line of its basket, or one shown before.

    Of several that were shown before, nobody knows which is meant.
    """
    last = conversation.last_reply
    cards = last.cards if last else ()
    if shown := tuple(card.product_id for card in cards if card.product_id):
        return shown
    if cards and (lines := conversation.dealings.basket.lines):
        return (lines[-1].product_id,)
    lasts = conversation.replies - 1 - conversation.shown_at <= LASTS
    return conversation.shown if lasts and len(conversation.shown) == 1 else ()


def _known(page: str, vocabulary: Vocabulary) -> str:
    """Return the id of a product that is named by its id or its title; "": there is none."""
    wanted = page.casefold()
    for product_id, title in vocabulary.titles:
        if wanted in {product_id.casefold(), title.casefold()}:
            return product_id
    return ""

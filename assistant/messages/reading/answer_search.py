"""Search for the answer to a message, and compose it."""

from assistant.answers.composing.composer import Composer
from assistant.answers.fixed_replies import Shop, cannot_look_up, or_talk
from assistant.answers.other_languages import tell_languages
from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.kit.telemetry.metrics import TURN_FAILURES
from assistant.messages.reading.page_focus import products_in_view
from assistant.understanding.types import Understanding
from retrieval.ports import StoreMismatchError, StoreUnavailableError

for _error in (StoreUnavailableError, StoreMismatchError):
    TURN_FAILURES.labels(_error.__name__)  # 0 from the start, or an alert misses the first one


async def search_answer(
    conversation: Conversation,
    composer: Composer,
    understanding: Understanding,
    *,
    floor: float,
    shop: Shop,
) -> Draft:
    """Return the answer of the shop's pages and catalogue; `floor` is the composer's.

    While these cannot be searched the draft says so, and states nothing. A message that only talks
    is talked with where there is no answer to it.
    """
    focus = products_in_view(conversation, understanding, composer.searcher)
    try:
        draft = await composer.compose(
            understanding, floor=floor, focus=focus, earlier=conversation.earlier
        )
    except StoreUnavailableError as error:
        TURN_FAILURES.labels(type(error).__name__).inc()
        return or_talk(cannot_look_up(understanding.language), understanding, shop)
    told = tell_languages(draft, understanding.message)
    return or_talk(draft, understanding, shop) if told is draft else told

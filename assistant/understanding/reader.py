"""Read one message: language, constraints, whether it follows up, vector, intent."""

from collections.abc import Iterable

from assistant.conversation.message import Language
from assistant.understanding.constraints import Said, read_constraints
from assistant.understanding.follow_up import leans_on_previous, merge
from assistant.understanding.language import shared_reader
from assistant.understanding.mentions import Mention, mentions
from assistant.understanding.model import IntentModel
from assistant.understanding.rules import CONFIDENCE, shared_rules
from assistant.understanding.text import split
from assistant.understanding.types import Intent, Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.encoders.clean import clean
from retrieval.ports import Encoder
from retrieval.types import Vector

OFF_TOPIC_DISCOUNT = 0.1
"""What is left of the odds of `CHITCHAT` when a message names a category or a product."""

MIN_OFF_TOPIC = 0.5
"""Probability from which a message is off topic: to refuse a customer's question costs more than
to search in vain for an answer to another one."""

_SOCIAL = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.ASK_FOR_PERSON})


class Reader:
    """Understands messages, one at a time; as little thread-safe as its encoder."""

    def __init__(
        self, *, encoder: Encoder, model: IntentModel, default_language: Language = "fr"
    ) -> None:
        self._encoder = encoder
        self._model = model
        self._default = default_language
        self._languages = shared_reader()
        self._rules = shared_rules()

    def read(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        conversation_language: Language | None,
        topic: str = "",
    ) -> Understanding:
        """Return what `text` means in a shop with this vocabulary.

        `conversation_language` decides where the words do not ("ok", "Lina ?"). A follow-up is
        read together with `topic`, the question as it was searched before. The text is encoded
        once; its vector serves search too. The first message with a vocabulary indexes it.
        """
        message = text = clean(text)
        language = self._languages.detect(
            text, split(text), carried=conversation_language, default=self._default
        )
        said = read_constraints(text, vocabulary, language)
        ruled = self._rules.decide(said.words)
        leans = ruled is None and leans_on_previous(text, said)
        if leans and topic:
            text = merge(topic, text, language=language, vocabulary=vocabulary)
            said = read_constraints(text, vocabulary, language)
            ruled = self._rules.decide(said.words)
        vector = self._encoder.encode_query(text)
        own = mentions(message, vocabulary)
        named = mentions(text, vocabulary) if text != message else own
        intent, confidence = (
            (ruled, CONFIDENCE)
            if ruled is not None
            else self._intent(said, vector, names_product=bool(named))
        )
        return Understanding(
            text=text,
            language=language,
            intent=intent,
            confidence=confidence,
            vector=vector,
            constraints=said.constraints,
            rest=said.rest,
            follow_up=leans and intent not in _SOCIAL,
            message=message,
            # A comparison is with what was named before; else the message's own products are meant.
            products=_ids(own if own and intent is not Intent.COMPARE else named),
        )

    def _intent(self, said: Said, vector: Vector, *, names_product: bool) -> tuple[Intent, float]:
        if said.constraints.category and not said.rest:
            # A kind of product and its filters, and nothing else: "robe rouge sous 50 EUR en M".
            return Intent.PRODUCT_SEARCH, CONFIDENCE
        probabilities = self._model.probabilities(vector).astype(float)
        of_the_shop = said.constraints.category or names_product
        if of_the_shop and Intent.CHITCHAT in self._model.intents:
            probabilities[self._model.intents.index(Intent.CHITCHAT)] *= OFF_TOPIC_DISCOUNT
            probabilities /= probabilities.sum()
        ranked = [self._model.intents[at] for at in probabilities.argsort()[::-1]]
        best = ranked[0]
        if best is Intent.CHITCHAT and probabilities.max() < MIN_OFF_TOPIC:
            best = ranked[1]
        return best, float(probabilities[self._model.intents.index(best)])


def _ids(named: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(mention.product_id for mention in named)

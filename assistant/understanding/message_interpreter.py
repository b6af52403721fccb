"""Read one message: its language, constraints, vector, intent and entities.

Also whether it follows up on the question before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.conversation.message import Language
from assistant.conversation.product_search import ProductSearch
from assistant.understanding.constraints.lexicon import Mention, find_product_mentions
from assistant.understanding.constraints.message_constraints import (
    SaidConstraints,
    read_constraints,
)
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.entities.order_numbers import DEFAULT_PATTERN, find_orders
from assistant.understanding.follow_up import leans_on_previous, merge
from assistant.understanding.intents.before_sale import asks_before_sale
from assistant.understanding.intents.imperatives import bare_command, commanded
from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.intents.intent_rules import CONFIDENCE, dialogue_intent, shared_rules
from assistant.understanding.intents.negated_requests import asks_for_nothing
from assistant.understanding.intents.order_removals import takes_off_order
from assistant.understanding.intents.person_requests import shared_requests
from assistant.understanding.intents.placed_orders import misses_parcel
from assistant.understanding.intents.remarks import read_remark
from assistant.understanding.intents.request_clauses import split_requests
from assistant.understanding.intents.tones import read_tone
from assistant.understanding.languages.language_detector import shared_detector
from assistant.understanding.message_words import split
from assistant.understanding.search_move import SearchMove
from assistant.understanding.searches.courtesies import BareMessage, without_courtesies
from assistant.understanding.searches.criteria import criterion_in
from assistant.understanding.searches.search_moves import (
    asks_for_advice,
    begin,
    names_another,
    refine,
)
from assistant.understanding.signals.objected_prices import read_price_objection
from assistant.understanding.signals.signal_reader import SignalModel, SignalReader
from assistant.understanding.spelling.spelling_correction import Speller
from assistant.understanding.types import (
    BASKET_INTENTS,
    DIALOGUE_INTENTS,
    OPERATION_INTENTS,
    Entities,
    Intent,
    MessageRequest,
    RankedIntents,
    ReadingContext,
    Tone,
    Understanding,
)
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.encoders.encoder_base import clean
from retrieval.ports import Encoder
from retrieval.types import Vector

OFF_TOPIC_DISCOUNT = 0.1
"""Factor for the probability of `CHITCHAT` when a message names a category or a product."""

ASIDE_DISCOUNT = 0.1
"""Factor for the probability of intents that are about no order, when a message names one."""

MIN_OFF_TOPIC = 0.5
"""Probability from which a message is off topic: to refuse a customer's question costs more than
to search in vain for an answer to another one."""

MIN_ASKED = 0.7
"""Probability, of all intents that ask, from which words beside a request for a person ask
something: "is that possible?" has 0.64, "vous avez la marinière en 42 ?" 0.92."""

_OF_NO_ORDER = BASKET_INTENTS | {
    Intent.LIST_ORDERS,
    Intent.BALANCE,
    Intent.STOCK_ALERT,
    Intent.CHANGE_DEFAULT_ADDRESS,
}
_OF_ORDERS = (OPERATION_INTENTS - _OF_NO_ORDER) | DIALOGUE_INTENTS
_MAY_WANT_ADVICE = frozenset({Intent.QUESTION, Intent.PRODUCT_QUESTION, Intent.CHITCHAT})
_OF_PRODUCTS = frozenset({Intent.PRODUCT_QUESTION, Intent.COMPARE})
_SOCIAL = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.ASK_FOR_PERSON})
_ASKS_NOTHING = _SOCIAL | DIALOGUE_INTENTS | {Intent.CHITCHAT, Intent.ABOUT_ASSISTANT}


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold a message's words; those of a follow-up stand behind the question that it leans on."""

    text: str
    said: SaidConstraints
    ruled: Intent | None  # the intent that needs no model
    leans: bool  # on what was said before
    own: str = ""  # the message without courtesies
    search: SearchMove | None = None  # None: the message goes on with no search


class MessageInterpreter:
    """Understand messages, one at a time; it is no more thread-safe than its encoder."""

    def __init__(
        self,
        *,
        encoder: Encoder,
        model: IntentModel,
        signal_model: SignalModel | None = None,
        speller: Speller | None = None,
        default_language: Language = "fr",
        order_pattern: str = DEFAULT_PATTERN,
    ) -> None:
        self._encoder = encoder
        self._model = model
        self._signals = SignalReader(signal_model)
        self._speller = speller
        self._default = default_language
        self._order_pattern = order_pattern
        self._languages = shared_detector()
        self._rules = shared_rules()

    def read(self, text: str, context: ReadingContext) -> Understanding:
        """Return the meaning of `text` in its context.

        A follow-up is read together with the topic; one that adds to a search, or corrects it, is
        read as the whole search. Courtesies around a question are not searched for.
        The text is encoded once, and its vector serves search too; only the whole of a message with
        courtesies, for its signals, and the clauses of one with several requests are encoded
        besides. Without a `signal_model`, signals are told by words alone. With a `speller`,
        misspelt words are corrected before anything but entities and signals is read. The
        first message with a vocabulary indexes it.
        """
        vocabulary, search = context.vocabulary, context.search
        message = clean(text)
        said = split(message)
        language = self._languages.detect(
            message, said, carried=context.language, default=self._default
        )
        spelled = self._spelled(message, vocabulary, language)
        asked = without_courtesies(text)  # not cleaned: lines part courtesies
        own = spelled
        if asked.text != text:
            own = self._spelled(clean(asked.text), vocabulary, language)
        beside = self._beside(text, language)
        if context.intent is None and beside is not None:
            context = replace(context, intent=Intent.ASK_FOR_PERSON)
        words = self._words(replace(asked, text=own), context, language)
        entities = read_entities(message, wanted=context.wanted, order_pattern=self._order_pattern)
        read = self._understand(
            message, spelled, words, entities, vocabulary=vocabulary, language=language
        )
        read = self._searching(read, words.said, search, vocabulary)
        if read.intent is Intent.ASK_FOR_PERSON:
            return replace(read, beside=beside or ())
        if read.intent is Intent.INFORM and not self._languages.is_sentence(said, language):
            # An address is in no language.
            return replace(read, language=context.language or language)
        return read

    def _spelled(self, message: str, vocabulary: Vocabulary, language: Language) -> str:
        if self._speller is None:
            return message
        return self._speller.correct(message, language=language, vocabulary=vocabulary)

    def _words(self, asked: BareMessage, context: ReadingContext, language: Language) -> _Words:
        vocabulary, search, topic = context.vocabulary, context.search, context.topic
        message = asked.text
        said = read_constraints(message, vocabulary, language)
        ruled = context.intent or self._rules.decide(said.words) or asked.intent
        move = None
        names = search is not None and bool(find_product_mentions(message, vocabulary))
        if search is not None and ruled is None and not names:
            move = refine(search, message, said, vocabulary, language)
        if move is not None:
            text = move.search.text
            said = read_constraints(text, vocabulary, language)
            ruled = Intent.PRODUCT_SEARCH
            return _Words(text, said, ruled, leans=False, own=message, search=move)
        leans = ruled is None and leans_on_previous(message, said)
        if search is not None and leans:
            leans = not names_another(search, message, said, vocabulary)
        if not leans or not topic:
            return _Words(message, said, ruled, leans=leans, own=message)
        text = merge(topic, message, language=language, vocabulary=vocabulary)
        said = read_constraints(text, vocabulary, language)
        return _Words(text, said, self._rules.decide(said.words), leans=True, own=message)

    def _understand(  # what was read of one message
        self,
        message: str,
        spelled: str,
        words: _Words,
        entities: Entities,
        *,
        vocabulary: Vocabulary,
        language: Language,
    ) -> Understanding:
        vector = self._encoder.encode_query(words.text)
        own = find_product_mentions(spelled, vocabulary)
        named = find_product_mentions(words.text, vocabulary) if words.text != spelled else own
        ruled = words.ruled or dialogue_intent(split(spelled), entities)
        whole = self._encoder.encode_query(message) if words.own != spelled else vector
        given_away = self._signals.read(message, whole)
        tone = read_tone(message)
        if ruled is None and tone is Tone.ABOUT:  # "anyone there, or is it a robot?"
            ruled = Intent.ABOUT_ASSISTANT
        if ruled is None and given_away.asks_for_person:
            ruled = Intent.ASK_FOR_PERSON
        if ruled is None and takes_off_order(spelled):
            ruled = Intent.REMOVE_ITEMS
        if ruled is None and not entities.orders and asks_before_sale(spelled):
            ruled = Intent.QUESTION
        if ruled is None and misses_parcel(spelled):
            ruled = Intent.ORDER_STATUS
        nothing = asks_for_nothing(spelled)
        ruled = Intent.STOP if nothing else ruled
        ranked = self._ruled(ruled, message) or self._intents(
            words, vector, names_product=bool(named), names_order=bool(entities.orders)
        )
        intent, confidence = ranked[0]
        other = given_away.signals or intent is Intent.ASK_FOR_PERSON or entities.orders
        objects = () if other else filter(None, map(read_price_objection, (message, spelled)))
        command = None if nothing else bare_command(spelled)
        return Understanding(
            text=words.text,
            language=language,
            intent=intent,
            confidence=confidence,
            vector=vector,
            constraints=words.said.constraints,
            rest=words.said.rest,
            follow_up=words.leans and intent not in _SOCIAL,
            message=message,
            spelled=words.own,
            # A comparison is with products named before; other intents mean the message's own.
            products=_ids(own if words.search or (own and intent is not Intent.COMPARE) else named),
            search=words.search,
            ranked=ranked,
            entities=entities,
            requests=() if ruled is not None else tuple(self._requests(message)),
            remark=read_remark(spelled),
            tone=tone,
            command=((command, CONFIDENCE),) if command is not None else (),
            price_objection=next(iter(objects), None),
            signals=given_away.signals,
            perhaps_grave=given_away.perhaps_grave,
        )

    def _searching(
        self,
        read: Understanding,
        said: SaidConstraints,
        before: ProductSearch | None,
        vocabulary: Vocabulary,
    ) -> Understanding:
        """Return a message that looks for products with the search that it begins."""
        if read.price_objection is not None:
            return replace(read, search=SearchMove(search=before, refines=True) if before else None)
        ranks = read.intent in _OF_PRODUCTS and criterion_in(read.text) is not None
        advised = read.intent in _MAY_WANT_ADVICE and asks_for_advice(read.text, said)
        advised = advised or (read.intent in _MAY_WANT_ADVICE and _excludes_of_kind(read, said))
        if read.search or not (read.intent is Intent.PRODUCT_SEARCH or ranks or advised):
            return read
        names = find_product_mentions(read.text, vocabulary)
        apart = tuple((name.start, name.end) for name in names)
        move = begin(None if read.follow_up else before, read.text, said, apart=apart)
        if advised:
            read = replace(read, intent=Intent.PRODUCT_SEARCH, confidence=CONFIDENCE)
        if not move.carried and not move.search.advises:
            return replace(read, search=move)
        own = move.alone.text if move.search.advises else read.text
        text = " ".join((own, *(facet.words for facet in move.carried)))
        whole = read_constraints(text, vocabulary, read.language).constraints
        return replace(read, search=move, text=text, constraints=whole, alone=said.constraints)

    def _ruled(self, ruled: Intent | None, message: str) -> RankedIntents:
        """Return the intent that rules or the message's form settle; empty: the model decides."""
        return ((ruled, CONFIDENCE),) if ruled is not None else self._command(message)

    def _requests(self, message: str) -> Iterator[MessageRequest]:
        """Yield the requests of a message that makes several, if one is to be done in the shop."""
        clauses = split_requests(message)
        if not clauses:
            return
        read = [(clause, self._intent_of(clause.text)) for clause in clauses]
        if not any(intent in OPERATION_INTENTS for _, (intent, _) in read):
            return
        for clause, (intent, confidence) in read:
            yield MessageRequest(
                text=clause.text,
                start=clause.start,
                end=clause.end,
                intent=intent,
                confidence=confidence,
                entities=read_entities(clause.text, order_pattern=self._order_pattern),
            )

    def _beside(self, message: str, language: Language) -> tuple[str, ...] | None:
        """Return the questions beside a request for a person; None: no part is such a request."""
        found = shared_requests().beside(message, language, self._asks_for_person)
        return found and tuple(one for one in found if self._is_asked(one))

    def _asks_for_person(self, part: str) -> bool:
        words = split(part)
        if (decided := self._rules.decide(words)) is not None or not self._rules.names_person(
            words
        ):
            return decided is Intent.ASK_FOR_PERSON
        return self._signals.read(part, self._encoder.encode_query(part)).asks_for_person

    def _is_asked(self, question: str) -> bool:
        chances = self._model.probabilities(self._encoder.encode_query(question), question)
        ranked = zip(self._model.intents, chances, strict=True)
        asks = sum(chance for intent, chance in ranked if intent not in _ASKS_NOTHING)
        return asks >= MIN_ASKED and read_tone(question) is None

    def _command(self, text: str) -> RankedIntents:
        """Return the intent that the form of a request about an order tells; empty: none."""
        if not find_orders(text, pattern=self._order_pattern):
            return ()
        asked = commanded(text)
        return ((asked, CONFIDENCE),) if asked is not None else ()

    def _intent_of(self, clause: str) -> tuple[Intent, float]:
        command = self._command(clause)
        if command:
            return command[0]
        return self._model.classify(self._encoder.encode_query(clause), clause)

    def _intents(
        self, words: _Words, vector: Vector, *, names_product: bool, names_order: bool
    ) -> RankedIntents:
        said = words.said
        if said.constraints.category and not said.rest:
            # A kind of product and its filters, and nothing else: "robe rouge sous 50 EUR en M".
            return ((Intent.PRODUCT_SEARCH, CONFIDENCE),)
        probabilities = self._model.probabilities(vector, words.text).astype(float)
        of_the_shop = said.constraints.category or names_product
        if of_the_shop and Intent.CHITCHAT in self._model.intents:
            probabilities[self._model.intents.index(Intent.CHITCHAT)] *= OFF_TOPIC_DISCOUNT
        if names_order:
            probabilities[[one not in _OF_ORDERS for one in self._model.intents]] *= ASIDE_DISCOUNT
        probabilities /= probabilities.sum()
        order = probabilities.argsort()[::-1]
        ranked = tuple((self._model.intents[at], float(probabilities[at])) for at in order)
        if ranked[0][0] is Intent.CHITCHAT and ranked[0][1] < MIN_OFF_TOPIC:
            ranked = (ranked[1], ranked[0], *ranked[2:])
        return ranked


def _excludes_of_kind(read: Understanding, said: SaidConstraints) -> bool:
    """Tell whether a message names a kind of thing without a value: "jumpers without wool?"."""
    apart = [span for kind, span in said.spans if kind == "without"]
    outside = (w for w in said.words if not any(a <= w.start < b for a, b in apart))
    kinds = word_list("kinds")
    return bool(apart) and not read.products and any(w.text in kinds for w in outside)


def _ids(named: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(mention.product_id for mention in named)

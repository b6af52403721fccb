"""Hold the rows that are kept for analysis, one class per table; all their text is redacted.

All rows are made from the event log and from imported texts, and can be made again at any time.
Empty strings stand for "none", so that every column of text is free of nulls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from numpy import float32
from numpy.typing import NDArray

Vector = NDArray[float32]
"""A text's vector of length 1, shape (dimensions,); never stored: a text can be guessed from it."""


class Origin(StrEnum):
    """Name the source of a text."""

    CONVERSATION = "conversation"
    REVIEW = "review"
    IMPORT = "import"  # a past conversation of another system


class Answered(StrEnum):
    """Name the outcome of a question: answered, not answered, or neither."""

    YES = "yes"
    NO = "no"
    NONE = "none"  # nothing was asked, or nobody knows


class SignalType(StrEnum):
    """Name the type of a signal; the comment beside each describes its `value`."""

    PRODUCT_MENTIONED = "product_mentioned"  # as it was called
    PRODUCT_SOUGHT = "product_sought"  # the noun phrase, normalised, whether found or not
    PRODUCT_NOT_FOUND = "product_not_found"  # the same, where nothing that is sold answers it
    OUT_OF_STOCK = "out_of_stock"  # `asked` or `notify_me`; the product had none at that time
    UNKNOWN_WORD = "unknown_word"  # the word, lower case, that the catalogue does not know
    ATTRIBUTE_ASKED = "attribute_asked"  # the attribute, such as `waterproof`
    SIZE_ASKED = "size_asked"  # ""
    SIZE_SMALL = "size_small"  # the thing runs small
    SIZE_LARGE = "size_large"  # the thing runs large
    PRICE_OBJECTION = "price_objection"  # `dear`, `cheaper_elsewhere` or `discount`
    COMPETITOR = "competitor"  # the competitor's name, of the lexicon
    DEFECT = "defect"  # the part or kind, such as `zip` or `broken`
    DELIVERY = "delivery"  # `late`, `lost`, `damaged`, `cost`, `return` ...
    POLICY_CITED = "policy_cited"  # the document's title
    POLICY_FRICTION = "policy_friction"  # the same, handed off, negative or asked again after it
    CONTRADICTION = "contradiction"  # titles of the documents that disagree, joined by " | "
    HANDED_OFF = "handed_off"  # the reason
    ASKED_AGAIN = "asked_again"  # ""
    THUMB_DOWN = "thumb_down"  # ""
    ASSISTANT_TURN = "assistant_turn"  # the reply's kind
    LEFT_AFTER = "left_after"  # the kind of the assistant's last reply, nothing being settled
    BASKET = "basket"  # key of the conversation's basket, which an order may come of
    CONVERSION = "conversion"  # "" or the order's share in minor units of its currency
    RETURNED = "returned"  # "" or the part of the order that came back, in minor units
    EXPOSED = "exposed"  # "experiment/1/0.5": its id, whether it is changed, the share changed
    NEED = "need"  # of a question: the kind of need that it surely states; "" none
    ASPECT = "aspect"  # the aspect, such as `quality`; `polarity` says how it is spoken of


class OrderJoin(StrEnum):
    """Name the traces by which an order belongs to a conversation, surest first."""

    BASKET = "basket"  # it carries the token of the conversation's basket
    SIGNED_IN = "signed_in"  # by the customer, whom the shop's page vouched for
    PROVEN = "proven"  # by the customer, who proved it in the chat


class ExposureKind(StrEnum):
    """Name an exposure that is counted beside conversations, where the shop reports it."""

    UNITS_SOLD = "units_sold"
    PAGE_VIEWS = "page_views"
    SESSIONS = "sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """Hold the row of one text of a customer."""

    day: date  # of `at`, UTC: the partition
    at: datetime  # aware, UTC
    origin: Origin
    conversation_key: str  # the conversation's id; of an imported text: its `message_id`
    customer_key: str  # keyed hash, never the raw id
    message_id: str
    channel: str = ""
    language: str = ""  # ISO 639-1
    text: str = ""  # redacted
    product_id: str = ""  # what the text is about, if it is one product
    variant_id: str = ""
    category: str = ""
    region: str = ""  # of the order it is about, such as `FR-75`
    rating: float | None = None  # stars, 1 to 5
    intent: str = ""
    question: bool = False
    answered: Answered = Answered.NONE
    reason: str = ""  # an `event.Reason`: why not
    topic: str = ""  # id of the topic; "" none
    similarity: float = 0.0  # cosine to the topic's centre, in [-1, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """Hold one signal of a text, or of the events that followed it.

    The columns that signals are counted by (product, category, language, region, topic, whether the
    question was answered) are repeated here, so that no query has to join.
    """

    day: date
    at: datetime  # aware, UTC
    origin: Origin
    conversation_key: str
    customer_key: str
    message_id: str
    type: SignalType
    product_id: str = ""
    variant_id: str = ""
    category: str = ""
    region: str = ""
    language: str = ""
    value: str = ""
    answered: Answered = Answered.NONE
    polarity: int | None = None  # -1, 0 or 1
    confidence: float = 1.0  # probability in [0, 1]
    topic: str = ""  # of its message; the build fills it in
    sale: str = ""  # of a sale or a return: key of the order's line; "": not known
    joined_by: str = ""  # of a sale or a return: an `OrderJoin`
    margin: float | None = None  # of a sale: without tax and cost, in minor units; None: not known
    sold_at: datetime | None = None  # of a sale or a return: of the order; None: not known
    joined_at: datetime | None = None  # of the trace that joined it; None: it was there all along


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRow:
    """Hold one count of an exposure that is not a number of conversations."""

    day: date
    kind: ExposureKind
    product_id: str = ""
    variant_id: str = ""
    category: str = ""
    region: str = ""
    count: float = 0.0


class VisitOutcome(StrEnum):
    """Name the outcome of a visit, as far as the visit itself shows it."""

    ANSWERED = "answered"  # by the assistant alone
    HANDED_OVER = "handed_over"  # a person was asked for, or took it
    UNANSWERED = "unanswered"  # the assistant did not know, refused, or its question stayed open
    SILENT = "silent"  # a message got no reply from anybody
    TALK = "talk"  # nothing was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """Hold the row of one visit: a customer's messages with no long silence, and their outcome."""

    day: date  # of `at`, UTC: the partition
    at: datetime  # of its first message; aware, UTC
    ended_at: datetime  # of the customer's last message
    conversation_key: str
    customer_key: str
    message_id: str  # of its first message
    contact_key: str = ""  # of the contact on this channel, even if who they are is proven
    intent: str = ""  # of its first message
    asked_id: str = ""  # of its first question; "": nothing was asked
    channel: str = ""
    language: str = ""  # ISO 639-1
    product_id: str = ""
    category: str = ""
    region: str = ""
    topic: str = ""  # of its first question; the build fills it in
    outcome: VisitOutcome = VisitOutcome.ANSWERED
    asked_again: bool = False  # the same question, within the visit
    thumbs_up: int = 0
    thumbs_down: int = 0
    score: int = 0  # 1 to 5; 0: the customer gave none
    person_s: float = 0.0  # seconds that people took for their replies, as `visit_rows` counts
    done: int = 0  # operations
    labels: int = 0  # operations that take a carrier's label: returns and exchanges
    suggestions_sent: int = 0  # as they were
    suggestions_edited: int = 0
    suggestions_rejected: int = 0
    approvals_given: int = 0
    approvals_denied: int = 0
    helps_sent: int = 0  # of the copilot, as they were
    helps_edited: int = 0
    helps_discarded: int = 0
    model_requests: int = 0  # answered from a cache are none
    model_tokens: int = 0  # read and written
    model_cost: float = 0.0  # by the prices in the settings, in their currency


class QualityName(StrEnum):
    """Name the checks of quality; the comment beside each says when a conversation passes."""

    GROUNDED = "grounded"  # every fact of the assistant stands in its sources
    COMPLETE = "complete"  # every part of every message has its answer
    PROMISE = "promise"  # what was promised by a time came in time
    LANGUAGE = "language"  # replies are in the customer's language
    IDENTITY = "identity"  # nothing of an order was told before the customer was known
    TONE = "tone"  # no reply is rude
    LOOP = "loop"  # nothing was said, or had to be asked, twice
    ANSWER_TIME = "time"  # no message waited for too long
    HANDOFF = "handoff"  # a person was called for a reason
    RESOLVED = "resolved"  # the customer had what they came for
    STILL_72H = "still_72h"  # and asked nothing on the same matter in 72 hours
    STILL_7D = "still_7d"  # nor in seven days


class CheckedSide(StrEnum):
    """Name the side whose work a check looks at."""

    ASSISTANT = "assistant"
    PERSON = "person"


class QualityVerdict(StrEnum):
    """Name the result of a check; where a check does not apply there is no row."""

    OK = "ok"
    FAILED = "failed"
    OPEN = "open"  # failed from `due_at` on: nothing has come so far


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """Hold the result of one check on one visit, for the assistant or for one agent."""

    day: date  # of `at`, UTC: the partition
    at: datetime  # of the visit's first message
    conversation_key: str
    customer_key: str
    visit_id: str  # id of the visit's first message
    message_id: str  # of the first message or reply that fails; of an ok, the last looked at
    check: QualityName
    side: CheckedSide
    agent_id: str = ""  # whose work it is; "": the assistant's, or nobody's yet
    team: str = ""  # that had the conversation; "": none
    channel: str = ""
    language: str = ""  # ISO 639-1, of the customer
    topic: str = ""  # of the visit's first question; the build fills it in
    asked_id: str = ""  # the visit's first question
    verdict: QualityVerdict = QualityVerdict.OK
    reason: str = ""  # a word for counting, of a row that is not ok
    doubt: float = 0.0  # in [0, 1]; 1: as good as a coin
    due_at: datetime  # of `OPEN`: when it fails; else `at`


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Hold all rows of one conversation, or of some imported texts.

    `vectors` holds, by message id, the vector of each text that may have a topic: the encoder's
    vector
    of the redacted text with product names masked by `topics.topic_names`. `masked` holds those
    masked
    texts, which topics are named by; where it has none, the message's own text is used.
    """

    messages: Sequence[MessageRow] = ()
    signals: Sequence[SignalRow] = ()
    visits: Sequence[VisitRow] = ()
    checks: Sequence[CheckRow] = ()
    vectors: Mapping[str, Vector] = field(default_factory=dict)
    masked: Mapping[str, str] = field(default_factory=dict)

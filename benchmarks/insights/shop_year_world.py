"""A simulated shop's conversations over two and a half years, and what is planted in the last one.

All is drawn from one seed. What is usual:

- `CONVERSATIONS` a week on average, times a season (a peak before Christmas, one in June, a low in
  August) and a weekday; two in five come from customers who have written before.
- 200 topics, Zipf-like; each is asked about in both languages. A tenth of them have a season of
  their own, the same in both years. Every topic's weekly rate wavers, too (gamma, variance
  `WAVER`), so that counts vary more than Poisson's.
- 400 products in 8 categories, Zipf-like. Signals come at usual rates for all of them: sizes asked
  about, small or large, prices found dear, defects of 6 kinds, sales, competitors, documents cited
  and of no help, lateness by region, unanswered questions by language, replies after which
  customers leave.
- 300 things that are not sold and 200 words that are not known, asked for now and then.

What is planted, all in the last 52 weeks, is listed by `plant`; each has a first and a last day.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import exp
from random import Random

import pyarrow as pa

from assistant.insights.analysis_rows import Answered, Origin, SignalType
from assistant.insights.insight import Kind, Subject
from assistant.insights.lake.row_schema import TABLES, schema_of

CONVERSATIONS = 3_000
TOPICS = 200
PRODUCTS = 400
CATEGORIES = 8
DEFECTS = ("zip", "seam", "button", "colour", "sole", "broken")
REGIONS = tuple(f"FR-{n:02d}" for n in (13, 31, 33, 34, 35, 38, 44, 59, 67, 69, 75, 92))
DOCUMENTS = ("returns", "delivery", "payment", "terms", "sizes", "care", "privacy", "gifts")
LANGUAGES = ("fr", "en", "es", "de")
LANGUAGE_SHARES = (0.62, 0.3, 0.05, 0.03)
KINDS_OF_REPLY = ("answered", "abstained", "asked", "handed_off", "did")
REPLY_SHARES = (0.66, 0.1, 0.12, 0.06, 0.06)
UNSOLD = 300
UNKNOWN = 200
WAVER = 0.02
YEAR = 52
HISTORY = 80
"""Weeks before the year that is looked at: seasons are known after one and the weeks before it."""

WEEKS = HISTORY + YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Something to be found."""

    name: str
    kind: Kind
    subject: Subject
    first: int  # days from the start
    last: int
    times: float = 1.0  # of what is usual, or
    a_week: float = 0.0  # conversations, on top of it
    growth: float = 0.0  # a week: a drift

    def is_on(self, day: int) -> bool:
        """Return whether it is happening."""
        return self.first <= day <= self.last

    def strength(self, day: int) -> float:
        """Return what multiplies the usual rate on a day."""
        if not self.is_on(day):
            return 1.0
        return self.times if not self.growth else (1 + self.growth) ** ((day - self.first) / 7)


def plant() -> tuple[Plant, ...]:
    """Return everything that is planted: 60 matters, spread over the last year."""
    made: list[Plant] = []

    def add(kind: Kind, subjects: Sequence[Subject], weeks: int, **how: float) -> None:
        for number, subject in enumerate(subjects):
            start = (HISTORY + 3 + (7 * number + 5 * len(made)) % (YEAR - 12)) * 7
            made.append(
                Plant(
                    name=f"{kind} {number + 1}",
                    kind=kind,
                    subject=subject,
                    first=start,
                    last=start + 7 * weeks - 1,
                    **how,
                )
            )

    add(Kind.SPIKE, [Subject(topic=f"t{n:03d}") for n in range(2, 26, 3)], 2, times=3.0)
    add(Kind.SPIKE, [Subject(topic=f"t{n:03d}") for n in (40, 55, 70, 90)], 2, times=4.0)
    add(Kind.SPIKE, [Subject(topic=f"t{n:03d}") for n in (4, 9, 13)], 14, growth=0.08)
    add(Kind.EMERGING_TOPIC, [Subject(topic=f"new{n}") for n in range(5)], 6, a_week=14)
    add(Kind.UNMET_DEMAND, [Subject(value=f"wish {n}") for n in range(6)], 8, a_week=16)
    add(Kind.VOCABULARY_GAP, [Subject(value=f"word {n}") for n in range(3)], 8, a_week=16)
    add(
        Kind.OUT_OF_STOCK_DEMAND,
        [Subject(product_id=f"p{n:03d}") for n in (3, 60, 120)],
        4,
        a_week=14,
    )
    add(
        Kind.MISSING_ATTRIBUTE,
        [
            Subject(product_id=f"p{n:03d}", value=what)
            for n, what in ((5, "waterproof"), (33, "voltage"), (80, "vegan"), (140, "lining"))
        ],
        8,
        a_week=9,
    )
    add(Kind.SIZE_CONFUSION, [Subject(product_id=f"p{n:03d}") for n in (11, 45, 90)], 8, a_week=8)
    add(Kind.PRICE_OBJECTION, [Subject(product_id=f"p{n:03d}") for n in (14, 50)], 8, a_week=8)
    add(Kind.COMPETITOR_MENTION, [Subject(value=f"rival {n}") for n in range(2)], 8, a_week=10)
    add(
        Kind.DEFECT_CLUSTER,
        [
            Subject(product_id=f"p{n:03d}", value=what)
            for n, what in ((7, "zip"), (29, "seam"), (66, "sole"), (150, "broken"), (210, "zip"))
        ],
        6,
        a_week=6,
    )
    add(Kind.CONTENT_GAP, [Subject(topic=f"t{n:03d}") for n in (30, 60, 95)], 8, a_week=12)
    add(Kind.CONTRADICTION, [Subject(value="delivery | terms")], 8, a_week=10)
    add(Kind.POLICY_FRICTION, [Subject(value=one) for one in ("returns", "gifts")], 10, times=3.0)
    add(
        Kind.REGIONAL_PAIN,
        [Subject(region=r, value="late") for r in ("FR-13", "FR-67")],
        6,
        times=4.0,
    )
    add(Kind.LANGUAGE_DEMAND, [Subject(language="es")], 16, times=2.5)
    add(Kind.JOURNEY_DROP, [Subject(value="asked")], 10, times=2.0)
    add(
        Kind.BUNDLE,
        [Subject(product_id="p008", value="p070"), Subject(product_id="p021", value="p110")],
        10,
        a_week=8,
    )
    return tuple(made)


class Columns:
    """Rows of one table, column by column; what is not given is the column's default."""

    def __init__(self, table: str) -> None:
        self._schema = schema_of(table)
        self._defaults = {
            one.name: one.default for one in fields(TABLES[table]) if one.default is not MISSING
        }
        self._values: dict[str, list[object]] = {one.name: [] for one in self._schema}

    def add(self, given: Mapping[str, object]) -> None:
        """Take one row."""
        for name, values in self._values.items():
            values.append(given[name] if name in given else self._defaults[name])

    def table(self) -> pa.Table:
        """Return the rows."""
        arrays = [pa.array(self._values[one.name], one.type) for one in self._schema]
        return pa.Table.from_arrays(arrays, schema=self._schema)


def season(day: date) -> float:
    """Return how busy the shop is on a day, beside an average one."""
    of_year = day.timetuple().tm_yday
    peaks = ((345, 0.8, 18.0), (170, 0.25, 15.0), (227, -0.25, 15.0))
    factor = 1 + sum(high * exp(-(((of_year - at) / wide) ** 2)) for at, high, wide in peaks)
    return factor * (1.1, 1.1, 1.05, 1.0, 1.0, 0.85, 0.9)[day.weekday()]


class Choice:
    """Draws numbers by weight, the heaviest first in line."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._sums = list(accumulate(weights))

    def draw(self, random: Random) -> int:
        """Return an index."""
        return min(bisect(self._sums, random.random() * self._sums[-1]), len(self._sums) - 1)


def _zipf(count: int, *, flat: float) -> Choice:
    return Choice([1 / (rank + flat) for rank in range(1, count + 1)])


@dataclass(frozen=True, slots=True)
class _Day:
    """One day's usual shares, what is planted on it, and the rows drawn so far."""

    day: date
    index: int
    on: Sequence[Plant]
    topics: Choice
    messages: Columns = field(default_factory=lambda: Columns("messages"))
    signals: Columns = field(default_factory=lambda: Columns("signals"))

    def strengthened(self, usual: float, kind: Kind, *, value: str = "", region: str = "") -> float:
        """Return the chance `usual`, raised by what is planted of this kind on this day."""
        for one in self.on:
            if one.kind is kind and (
                (region and one.subject.region == region) or (value and one.subject.value == value)
            ):
                usual *= one.strength(self.index)
        return min(usual, 1.0)


class World:
    """Draws one day after the other."""

    def __init__(
        self, *, seed: int = 7, conversations: int = CONVERSATIONS, planted: bool = True, end: date
    ) -> None:
        self.plants = plant() if planted else ()
        self.start = end - timedelta(days=7 * WEEKS)
        self._random = Random(seed)
        self._a_day = conversations / 7
        self._peaks = [self._random.randrange(YEAR) for _ in range(TOPICS)]
        self._waver = [1.0] * TOPICS
        self._products = _zipf(PRODUCTS, flat=15)
        self._wishes = _zipf(UNSOLD, flat=30)
        self._words = _zipf(UNKNOWN, flat=30)
        self._languages = Choice(LANGUAGE_SHARES)
        self._replies = Choice(REPLY_SHARES)
        self._serial = 0
        self._customers = 0

    def days(self) -> Iterator[tuple[date, pa.Table, pa.Table]]:
        """Yield each day's messages and signals."""
        for index in range(7 * WEEKS):
            if index % 7 == 0:
                self._waver = [self._random.gammavariate(1 / WAVER, WAVER) for _ in range(TOPICS)]
            yield self._day(index)

    def _day(self, index: int) -> tuple[date, pa.Table, pa.Table]:
        day = self.start + timedelta(days=index)
        on = [one for one in self.plants if one.is_on(index)]
        drawn = _Day(day, index, on, self._topics(index, on))
        for _ in range(self._poisson(self._a_day * season(day))):
            self._talk(drawn, None)
        for one in on:
            for _ in range(self._poisson(one.a_week / 7)):
                self._talk(drawn, one)
        return day, drawn.messages.table(), drawn.signals.table()

    def _topics(self, index: int, on: Sequence[Plant]) -> Choice:
        """Return the day's topics: usual, in season, wavering, and what is planted."""
        rates = []
        for topic in range(TOPICS):
            rate = self._waver[topic] / (topic + 9)
            if topic % 10 == 7:
                apart = abs((index // 7) % YEAR - self._peaks[topic])
                rate *= 1 + 1.5 * exp(-(min(apart, YEAR - apart) ** 2) / 8)
            rates.append(rate)
        for one in on:
            if one.kind is Kind.SPIKE:
                rates[int(one.subject.topic[1:])] *= one.strength(index)
        return Choice(rates)

    def _poisson(self, mean: float) -> int:
        """Return a Poisson number: how many exponential times fit into `mean`."""
        count, total = 0, self._random.expovariate(1)
        while total < mean:
            count, total = count + 1, total + self._random.expovariate(1)
        return count

    def _talk(self, of: "_Day", forced: Plant | None) -> None:
        """Draw one conversation of one message; `forced` is what it was planted for."""
        r = self._random
        self._serial += 1
        returning = self._customers and r.random() < 0.4
        if not returning:
            self._customers += 1
        customer = r.randrange(self._customers) if returning else self._customers
        subject = forced.subject if forced else Subject()
        product = self._product(subject, forced)
        topic = subject.topic or f"t{of.topics.draw(r):03d}"
        language = LANGUAGES[self._languages.draw(r)]
        answered = self._answered(forced, topic, language, of)
        common = {
            "day": of.day,
            "at": datetime.combine(of.day, time(r.randrange(8, 23)), tzinfo=UTC),
            "origin": Origin.CONVERSATION,
            "conversation_key": f"c{self._serial:07d}",
            "customer_key": f"k{customer:07d}",
            "message_id": f"m{self._serial:07d}",
            "product_id": product,
            "category": f"category {int(product[1:]) % CATEGORIES}" if product else "",
            "language": language,
            "region": r.choice(REGIONS) if r.random() < 0.25 else "",
            "answered": answered,
        }
        of.messages.add({**common, "topic": topic, "question": True, "text": f"about {topic}"})
        for type_, value in self._signals(product, str(common["region"]), of, forced):
            named = type_ is SignalType.PRODUCT_MENTIONED
            about = {"product_id": value} if named else {}
            of.signals.add({**common, **about, "type": type_, "value": value})

    def _product(self, subject: Subject, forced: Plant | None) -> str:
        if forced is not None and not subject.product_id:
            return ""
        if subject.product_id:
            return subject.product_id
        return f"p{self._products.draw(self._random):03d}" if self._random.random() < 0.5 else ""

    def _answered(self, forced: Plant | None, topic: str, language: str, of: "_Day") -> Answered:
        missed = 0.12
        if forced is not None and forced.kind in (Kind.CONTENT_GAP, Kind.MISSING_ATTRIBUTE):
            missed = 0.85
        for one in of.on:
            if one.kind is Kind.LANGUAGE_DEMAND and one.subject.language == language:
                missed *= one.strength(of.index)
            if one.kind is Kind.CONTENT_GAP and one.subject.topic == topic:
                missed = 0.85
        return Answered.NO if self._random.random() < missed else Answered.YES

    def _signals(
        self, product: str, region: str, of: "_Day", forced: Plant | None
    ) -> Iterator[tuple[SignalType, str]]:
        """Yield what a conversation signals at usual rates, and what it was planted for."""
        r = self._random
        if forced is not None:
            yield from _planted(forced, r)
        yield from self._of_product(product) if product else self._of_wishes()
        late = of.strengthened(0.08, Kind.REGIONAL_PAIN, region=region)
        if region and r.random() < late:
            yield SignalType.DELIVERY, "late"
        yield from self._of_service(of)
        if r.random() < 0.06:
            yield SignalType.CONVERSION, ""

    def _of_product(self, product: str) -> Iterator[tuple[SignalType, str]]:
        yield SignalType.PRODUCT_MENTIONED, product
        for type_, chance, value in _OF_PRODUCTS:
            if self._random.random() < chance:
                yield type_, self._random.choice(value)

    def _of_wishes(self) -> Iterator[tuple[SignalType, str]]:
        if self._random.random() < 0.05:
            yield SignalType.PRODUCT_NOT_FOUND, f"unsold {self._wishes.draw(self._random)}"
        if self._random.random() < 0.03:
            yield SignalType.UNKNOWN_WORD, f"unknown {self._words.draw(self._random)}"

    def _of_service(self, of: "_Day") -> Iterator[tuple[SignalType, str]]:
        r = self._random
        if r.random() < 0.2:
            document = r.choice(DOCUMENTS)
            yield SignalType.POLICY_CITED, document
            if r.random() < of.strengthened(0.1, Kind.POLICY_FRICTION, value=document):
                yield SignalType.POLICY_FRICTION, document
        reply = KINDS_OF_REPLY[self._replies.draw(r)]
        yield SignalType.ASSISTANT_TURN, reply
        if r.random() < of.strengthened(0.15, Kind.JOURNEY_DROP, value=reply):
            yield SignalType.LEFT_AFTER, reply


_OF_PRODUCTS: tuple[tuple[SignalType, float, tuple[str, ...]], ...] = (
    (SignalType.SIZE_ASKED, 0.05, ("",)),
    (SignalType.SIZE_SMALL, 0.01, ("",)),
    (SignalType.SIZE_LARGE, 0.01, ("",)),
    (SignalType.PRICE_OBJECTION, 0.03, ("dear", "discount")),
    (SignalType.DEFECT, 0.012, DEFECTS),
    (SignalType.ATTRIBUTE_ASKED, 0.15, ("material", "weight", "origin", "care", "length")),
    (SignalType.COMPETITOR, 0.004, ("other shop", "big shop")),
)

_PLANTED = {
    Kind.UNMET_DEMAND: SignalType.PRODUCT_NOT_FOUND,
    Kind.VOCABULARY_GAP: SignalType.UNKNOWN_WORD,
    Kind.MISSING_ATTRIBUTE: SignalType.ATTRIBUTE_ASKED,
    Kind.PRICE_OBJECTION: SignalType.PRICE_OBJECTION,
    Kind.COMPETITOR_MENTION: SignalType.COMPETITOR,
    Kind.DEFECT_CLUSTER: SignalType.DEFECT,
    Kind.CONTRADICTION: SignalType.CONTRADICTION,
}


def _planted(one: Plant, random: Random) -> Iterator[tuple[SignalType, str]]:
    """Yield what makes the planted matter."""
    if one.kind is Kind.OUT_OF_STOCK_DEMAND:
        yield SignalType.OUT_OF_STOCK, "asked"
    elif one.kind is Kind.SIZE_CONFUSION:
        small = random.random() < 0.8
        yield (SignalType.SIZE_SMALL if small else SignalType.SIZE_ASKED), ""
    elif one.kind is Kind.BUNDLE:
        yield SignalType.PRODUCT_MENTIONED, one.subject.value
    elif one.kind in _PLANTED:
        yield _PLANTED[one.kind], one.subject.value

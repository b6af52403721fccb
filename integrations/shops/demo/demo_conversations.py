"""Draw half a year of conversations with the demo shop from a file of sentences; pure.

Each is written as the log has it, its replies delivered, so that nothing of it waits for anybody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.answers.texts import TEXTS
from assistant.conversation.events import (
    Author,
    ConversationClaimed,
    ConversationEvent,
    ConversationResolved,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    IdentityProven,
    Reason,
    ReplyDelivered,
    ReplyKind,
    ReplyRated,
    ReplyWritten,
    SatisfactionRated,
    TurnTaken,
)
from assistant.conversation.ids import (
    AccountId,
    AgentId,
    ContactId,
    ConversationId,
    CustomerId,
    MessageId,
    TeamId,
)
from assistant.conversation.message import Card, ChannelKind, Language, Source
from integrations.shops.demo.demo_reviews import Lines
from integrations.shops.demo.shelf import load

_SEED = 20_261_101
_LANGUAGES = ("fr", "fr", "en")  # two of three in French, where both are written
_CUSTOMERS = 420
_BUYERS_A_REGION = 12
_CHANNELS = (
    *[ChannelKind.WEBCHAT] * 6,
    *[ChannelKind.WHATSAPP] * 3,
    ChannelKind.MESSENGER,
)  # where ten customers write, one after the other
_OPEN, _CLOSE = 8, 23  # hours of the day, UTC, in which customers write
_SOLD_WEEKS_AGO = 30
_RETURNED_WEEKS_AGO = 14
_RETURNED: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "robe-ondine": (60, {"too_small": 20, "no_longer_wanted": 4}),
    "cire-grain": (50, {"too_large": 13, "defective": 1}),
}
"""Pieces sold of some products, and how many of them came back for each reason.

Customers complain that the dress is small, too, and of the raincoat's zip: of that, service and
merchandising dispute each other.
"""


class TalkMatter(BaseModel):
    """Hold a matter that several customers bring up, with its reply and its end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str  # for the reader of the file
    count: int = Field(gt=0)
    weeks: tuple[int, int]  # ago, from and until
    intent: str = "question"
    kind: ReplyKind
    reason: Reason | None = None
    source: str = ""  # of `TalkScript.sources`
    product: str = ""
    out: bool = False  # of stock
    says: dict[Language, str]  # the assistant
    fr: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    de: tuple[str, ...] = ()
    thumbs: tuple[float, float] = (0.0, 0.0)  # the shares that go up and down
    ends: Annotated[str, Field(pattern="^(handed_off)?$")] = ""
    share: float = Field(0.0, ge=0, le=1)  # of those that end so
    regions: tuple[str, ...] = ()  # that proven customers live in

    @model_validator(mode="after")
    def _has_an_order(self) -> Self:
        if not (self.weeks[0] > self.weeks[1] >= 0 and (self.fr or self.en or self.de)):
            msg = "weeks go from far to near, and something is said"
            raise ValueError(msg)
        return self

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that it is brought up in, the frequent one more often."""
        lines = {"fr": self.fr, "en": self.en, "de": self.de}
        return tuple(one for one in (*_LANGUAGES, "de") if lines[one])

    def lines(self, language: str) -> Sequence[str]:
        """Return the sentences of customers in a language."""
        return {"fr": self.fr, "en": self.en, "de": self.de}[language]


class AgentWords(BaseModel):
    """Hold the words of an agent who was called, and those that follow hours later, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    hours: int = Field(0, ge=0)  # until `then`
    then: str = ""


class TalkScript(BaseModel):
    """Hold the contents of the whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    matters: Annotated[tuple[TalkMatter, ...], Field(min_length=1)]
    sources: dict[str, dict[Language, tuple[str, str, str]]]  # title, address, and words of a page
    before: dict[str, Lines]
    agents: dict[Language, Annotated[tuple[AgentWords, ...], Field(min_length=1)]]


def load_talks() -> TalkScript:
    """Read the sentences that the demo's customers and its assistant may write."""
    text = (files("integrations.shops.demo") / "content" / "conversations.yml").read_text(
        encoding="utf-8"
    )
    return TalkScript.model_validate(yaml.safe_load(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAgent:
    """Name an agent who answers in the demo's conversations."""

    agent_id: AgentId
    name: str  # as customers see it


_SUPPORT = TeamId("support")


def draw_conversations(
    now: datetime, *, agents: Sequence[DemoAgent], accounts: Mapping[ChannelKind, AccountId]
) -> Iterator[list[ConversationEvent]]:
    """Yield the events of a conversation at a time; the same for the same moment.

    `agents` answer in turn those that a person was called into. What would be on a channel that
    `accounts` does not name is on the web chat, which it does.
    """
    script, random, number = load_talks(), Random(_SEED), 0  # noqa: S311  # drawn again alike
    titles = _titles()
    for matter in script.matters:
        for _ in range(matter.count):
            number += 1
            channel = _CHANNELS[number % len(_CHANNELS)]
            channel = channel if channel in accounts else ChannelKind.WEBCHAT
            yield _TalkPlan(
                name=f"demo-talk-{number}",
                channel=channel,
                account=accounts[channel],
                matter=matter,
                script=script,
                random=random,
                titles=titles,
                number=number,
                agent=agents[number % len(agents)],
                at=_moment(matter, random, now),
            ).events()


def draw_sales(now: datetime) -> Iterator[dict[str, Any]]:
    """Yield an order of each customer that proves who they are: where it went is their region.

    Orders of some products follow, of which some came back, each for a reason.
    """
    regions = {region for matter in load_talks().matters for region in matter.regions}
    for region in sorted(regions):
        for number in range(_BUYERS_A_REGION):
            yield {
                "date": (now - timedelta(weeks=_SOLD_WEEKS_AGO)).isoformat(),
                "product": "mariniere-equipage",
                "units": 1,
                "customer_id": _buyer(region, number),
                "region": region,
            }
    for product, (sold, came_back) in _RETURNED.items():
        reasons = [reason for reason, many in came_back.items() for _ in range(many)]
        for number in range(sold):
            reason = reasons[number] if number < len(reasons) else ""
            yield {
                "date": (now - timedelta(weeks=_RETURNED_WEEKS_AGO, hours=number)).isoformat(),
                "product": product,
                "units": 1,
                "returned": int(bool(reason)),
                "return_reason": reason,
                "customer_id": f"demo-{product}-{number}",
                "region": "FR",
            }


def _buyer(region: str, number: int) -> str:
    return f"demo-{region}-{number}"


def _titles() -> Mapping[Language, Mapping[str, str]]:
    sold = load().products
    languages: tuple[Language, ...] = ("fr", "en")
    return {
        language: {one.product_id: one.title for one in sold[language]} for language in languages
    }


def _moment(matter: TalkMatter, random: Random, now: datetime) -> datetime:
    """Return when somebody writes: on some day of the matter's weeks, by day."""
    far, near = (weeks * 7 for weeks in matter.weeks)
    day = now - timedelta(days=random.randint(near + 1, far))
    hour = random.randrange(_OPEN, _CLOSE)
    return day.replace(hour=hour, minute=random.randrange(60), second=0, microsecond=0)


@dataclass(slots=True, kw_only=True)
class _TalkPlan:
    """Write one conversation, step by step."""

    name: str
    channel: ChannelKind
    account: AccountId
    matter: TalkMatter
    script: TalkScript
    random: Random
    titles: Mapping[Language, Mapping[str, str]]
    number: int  # of the conversation
    agent: DemoAgent
    at: datetime
    written: list[ConversationEvent] = field(default_factory=list)

    def events(self) -> list[ConversationEvent]:
        spoken = self.random.choice(self.matter.languages)
        language: Language = "en" if spoken == "en" else "fr"
        self._start(language)
        if self.matter.regions:
            region = self.random.choice(self.matter.regions)
            buyer = CustomerId(_buyer(region, self.random.randrange(_BUYERS_A_REGION)))
            self._happen(IdentityProven, customer_id=buyer, method="code")
        question = self._customer(spoken, language)
        reply = self._reply(question, language)
        self._rate(reply)
        if self.matter.ends and self.random.random() < self.matter.share:
            self._hand_off(question, language)
        return self.written

    @property
    def _is_web(self) -> bool:
        """Return whether there are a page around the chat, thumbs and a rating."""
        return self.channel is ChannelKind.WEBCHAT

    @property
    def _id(self) -> ConversationId:
        return ConversationId(self.name)

    def _happen(self, event: type[ConversationEvent], **fields: Any) -> None:  # noqa: ANN401  # of all events
        self.at += timedelta(seconds=self.random.randrange(2, 40))
        self.written.append(event(conversation_id=self._id, at=self.at, **fields))

    def _start(self, language: Language) -> None:
        self._happen(
            ConversationStarted,
            channel=self.channel,
            account_id=self.account,
            contact_id=ContactId(f"demo-visitor-{self.random.randrange(_CUSTOMERS)}"),
            language=language,
            page_url=f"/{language}/" if self._is_web else "",
        )

    def _customer(self, spoken: str, language: Language) -> MessageId:
        message_id = MessageId(f"{self.name}-1")
        opening = self.random.choice(self.script.before[spoken])
        said = self.random.choice(self.matter.lines(spoken))
        text = opening + (said[0].lower() + said[1:] if opening.endswith(", ") else said)
        self._happen(CustomerWrote, message_id=message_id, text=text)
        self._happen(
            TurnTaken,
            answers=(message_id,),
            intent=self.matter.intent,
            confidence=0.9,
            language=language,
            decision="Answer",
            rule="",
            latency_ms=float(self.random.randrange(40, 160)),
        )
        return message_id

    def _reply(self, question: MessageId, language: Language) -> MessageId:
        said = self.matter.says.get(language) or self.matter.says["fr"]
        return self._send(
            f"{self.name}-2",
            language,
            author=Author.ASSISTANT,
            kind=self.matter.kind,
            text=said,
            answers=(question,),
            reason=self.matter.reason,
            sources=self._sources(language),
            cards=self._cards(language),
        )

    def _send(self, name: str, language: Language, **fields: Any) -> MessageId:  # noqa: ANN401  # of a reply
        message_id = MessageId(name)
        self._happen(ReplyWritten, message_id=message_id, language=language, **fields)
        self._happen(ReplyDelivered, message_id=message_id)
        return message_id

    def _sources(self, language: Language) -> tuple[Source, ...]:
        if not self.matter.source:
            return ()
        title, url, quote = self.script.sources[self.matter.source][language]
        return (Source(title=title, url=url, quote=quote, language=language, score=0.9),)

    def _cards(self, language: Language) -> tuple[Card, ...]:
        product = self.matter.product
        if not product:
            return ()
        texts = TEXTS[language]
        return (
            Card(
                product_id=product,
                title=self.titles[language].get(product, product),
                subtitle="",
                price="",
                availability=texts.out_of_stock if self.matter.out else texts.in_stock,
                url="",
            ),
        )

    def _rate(self, reply: MessageId) -> None:
        """Give the reply a thumb, or none."""
        up, down = self.matter.thumbs
        drawn = self.random.random()
        if drawn < up + down and self._is_web:
            self._happen(ReplyRated, message_id=reply, helpful=drawn < up)

    def _hand_off(self, question: MessageId, language: Language) -> None:
        """Hand the conversation to a person for an answer, the resolution and maybe a rating."""
        reason = Reason.ASKED_FOR_PERSON
        self._happen(HandoffRequested, reason=reason, messages=(question,), team=_SUPPORT)
        self.at += timedelta(minutes=self.random.randrange(1, 30))
        agent, written = self.agent, self.script.agents[language]
        words = written[self.number // 3 % len(written)]  # else each agent had words of their own
        self._happen(ConversationClaimed, agent_id=agent.agent_id, agent_name=agent.name)
        self._write(f"{self.name}-3", language, words.says, answers=(question,))
        if words.then:
            self.at += timedelta(hours=words.hours)
            self._write(f"{self.name}-4", language, words.then, answers=())
        self.at += timedelta(minutes=self.random.randrange(5, 90))
        self._happen(ConversationResolved, by=agent.agent_id, answers=(question,))
        has_rated = self.random.random() < 0.6  # noqa: PLR2004  # others do not answer
        if has_rated and self._is_web:
            self._happen(SatisfactionRated, score=self.random.choice((3, 4, 4, 5, 5)))

    def _write(
        self, name: str, language: Language, text: str, *, answers: tuple[MessageId, ...]
    ) -> None:
        """Let the agent write to the customer."""
        self._send(
            name,
            language,
            author=Author.AGENT,
            kind=ReplyKind.WRITTEN,
            text=text,
            answers=answers,
            agent_id=self.agent.agent_id,
            agent_name=self.agent.name,
        )

"""Send a rendered reply through the Graph API, at most once as far as anybody can know.

    noted -> within the rates -> posted -> noted with the channel's id

The Graph API does not recognise a repeat. So a message that was sent without an answer is not sent
again until its status has had time to come, which carries our words back and ends the doubt.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from assistant.conversation.ids import AccountId
from assistant.conversation.message import OutboundMessage
from assistant.kit.failpoints import hit
from assistant.messages.channels.account_book import (
    Accounts,
    ChannelAccount,
    UnknownAccountError,
    account_of,
)
from assistant.messages.channels.ports import SendKey, SendState, StatusBook
from assistant.ports import (
    BrokerUnavailableError,
    ChannelUnavailableError,
    Clock,
    MessageRejectedError,
    RateLimits,
    Sent,
)
from integrations.channels.meta.graph_client import GraphClient
from integrations.channels.meta.graph_errors import (
    LATER,
    GraphError,
    GraphUnreachableError,
    Trouble,
)

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


def messages_path(account: ChannelAccount) -> str:
    """Return the path that messages of an account are posted to."""
    return f"{account.account_id}/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Hold the differences between channels when a message is posted."""

    marked: Callable[[Body, str], Body]  # adds our words, which come back with each status
    id_of: Callable[[Body], str]  # the message's id in the channel's answer; "": none


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRules:
    """Hold the limits of sending, and the time that a doubt lasts.

    Source: Meta, "Messaging limits: throughput" (80 a second for a number) and error 131056, which
    is documented without its numbers: one in six seconds and ten at once stay below it.
    """

    number: int = 80
    number_per_s: float = 1.0
    pair: int = 10
    pair_per_s: float = 60.0
    resend_after: timedelta = timedelta(seconds=30)
    first_pause_s: float = 1.0  # of an account that is refused for its rate; doubles
    longest_pause_s: float = 60.0


@dataclass(slots=True)
class _Pause:
    """Hold an account that sends nothing for a while."""

    until: datetime
    for_s: float


@dataclass(slots=True, kw_only=True)
class GraphSender:
    """Send the messages of one channel, for all of its accounts."""

    graph: GraphClient
    accounts: Accounts
    statuses: StatusBook
    limits: RateLimits
    clock: Clock
    dialect: Dialect
    rules: SendRules = field(default_factory=SendRules)
    _paused: dict[AccountId, _Pause] = field(default_factory=dict, init=False)

    async def account(self, message: OutboundMessage) -> ChannelAccount:
        """Return the account that a reply goes out from.

        Raises:
            ChannelUnavailableError: it is not set up.
        """
        try:
            return await account_of(self.accounts, message.channel, message.account_id)
        except UnknownAccountError:
            log.error("channels.no_account", channel=message.channel)  # noqa: TRY400 - no fault
            raise ChannelUnavailableError(message.channel) from None

    async def send(self, message: OutboundMessage, bodies: Sequence[Body]) -> Sent:
        """Send the parts of a reply that have yet to go, in order.

        Raises:
            ChannelUnavailableError: a part did not go, or nobody knows yet whether it did.
            MessageRejectedError: a part never will.
        """
        account, ids = await self.account(message), list[str]()
        for part, body in enumerate(bodies):
            key = SendKey(
                conversation_id=message.conversation_id, message_id=message.message_id, part=part
            )
            ids.append(await self._part(account, message, key, body))
        return Sent(provider_message_id=ids[0] if ids else "")

    async def _part(
        self, account: ChannelAccount, message: OutboundMessage, key: SendKey, body: Body
    ) -> str:
        begun = await self.statuses.begin(key, account.account_id, at=self.clock.now())
        if begun.state is SendState.SENT:
            return begun.provider_message_id
        if begun.state is SendState.UNSURE:
            await self._after_doubt(message, key, since=begun.at)
        try:
            await self._within_rates(account, message)
            hit("before_post")
            said = await self._post(account, message, self.dialect.marked(body, key.callback()))
        except (ChannelUnavailableError, MessageRejectedError) as error:
            if not isinstance(error, _UnsureError):
                await self.statuses.give_back(key)
            raise
        hit("after_post")
        self._paused.pop(account.account_id, None)
        provider_id = self.dialect.id_of(said)
        await self.statuses.sent(key, account.account_id, provider_id, at=self.clock.now())
        return provider_id

    async def _after_doubt(
        self, message: OutboundMessage, key: SendKey, *, since: datetime
    ) -> None:
        """Allow a second try if the channel would have told by now that it took the message.

        Raises:
            _UnsureError: it may still tell.
        """
        waited = self.clock.now() - since
        if waited < self.rules.resend_after:
            left = (self.rules.resend_after - waited).total_seconds()
            raise _UnsureError(message.channel, retry_after_s=left)
        log.warning("channels.sent_again", channel=message.channel)
        await self.statuses.retry(key, at=self.clock.now())

    async def _within_rates(self, account: ChannelAccount, message: OutboundMessage) -> None:
        now, rules = self.clock.now(), self.rules
        if (pause := self._paused.get(account.account_id)) and now < pause.until:
            left = (pause.until - now).total_seconds()
            raise ChannelUnavailableError(message.channel, retry_after_s=left)
        rates = (
            (f"pair:{message.conversation_id}", rules.pair, rules.pair_per_s),
            (f"number:{account.account_id}", rules.number, rules.number_per_s),
        )
        for name, limit, per_s in rates:
            try:
                allowance = await self.limits.allow(
                    f"{message.channel}:{name}", limit=limit, per_s=per_s
                )
            except BrokerUnavailableError:
                return  # the channel limits the rate, too
            if not allowance.allowed:
                raise ChannelUnavailableError(
                    message.channel, retry_after_s=allowance.retry_after_s
                )

    async def _post(self, account: ChannelAccount, message: OutboundMessage, body: Body) -> Body:
        try:
            return await self.graph.post(account, messages_path(account), body)
        except GraphUnreachableError as error:
            kind = _UnsureError if error.unsure else ChannelUnavailableError
            raise kind(message.channel) from error
        except GraphError as error:
            raise self._refusal(account, message, error) from error

    def _refusal(
        self, account: ChannelAccount, message: OutboundMessage, error: GraphError
    ) -> Exception:
        log.warning(
            "channels.send_refused",
            channel=message.channel,
            code=error.code,
            trouble=error.trouble,
        )
        if error.trouble not in LATER:
            return MessageRejectedError(str(error.code), reason=error.trouble.value)
        if error.trouble in (Trouble.AUTH, Trouble.RESTRICTED):
            log.error("channels.account_refused", channel=message.channel, code=error.code)
            return self._pause(account, message, self.rules.longest_pause_s)
        if error.trouble is Trouble.RATE:
            known = self._paused.get(account.account_id)
            longer = min(known.for_s * 2, self.rules.longest_pause_s) if known else 0.0
            return self._pause(account, message, longer or self.rules.first_pause_s)
        wait_s = self.rules.pair_per_s / self.rules.pair if error.trouble is Trouble.PAIR else None
        return ChannelUnavailableError(message.channel, retry_after_s=wait_s)

    def _pause(
        self, account: ChannelAccount, message: OutboundMessage, for_s: float
    ) -> ChannelUnavailableError:
        until = self.clock.now() + timedelta(seconds=for_s)
        self._paused[account.account_id] = _Pause(until=until, for_s=for_s)
        return ChannelUnavailableError(message.channel, retry_after_s=for_s)


class _UnsureError(ChannelUnavailableError):
    """Say that nobody knows whether the channel took the message."""

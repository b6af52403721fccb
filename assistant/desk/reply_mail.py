"""Send agents' replies by mail to customers that left the page, once each, several in a letter."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from assistant.conversation.event_base import Author
from assistant.conversation.events import RepliesMailed
from assistant.conversation.message import ChannelKind
from assistant.desk.handoff.reply_letters import LONGEST, is_due, reply_letter, unseen
from assistant.desk.ports import Case, CaseQuery, Cases, CustomerPresence, View
from assistant.desk.queue.dispatch import PAGE
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.kit.fault_log import report
from assistant.kit.mail.ports import MailSpool
from assistant.ports import Clock, EventLog, PortError, UnknownConversationError

log = structlog.get_logger(__name__)

_LOOKS_BACK = timedelta(days=2)  # at first: no process may have looked for as long
_OVERLAP = 3 * LONGEST  # from then on: a reply is mailed, or seen, well before
_THEIRS = (Author.AGENT, Author.SYSTEM)  # a notice may follow a reply


@dataclass(slots=True, kw_only=True)
class ReplyMail:
    """Send replies of the web chat by mail: other channels deliver a reply by themselves.

    A letter is spooled before the log says so; a process that dies in between puts the same letter
    again, which the spool recognises by its id.
    """

    cases: Cases
    events: EventLog
    outlooks: DeskOutlooks
    customers: CustomerPresence
    spool: MailSpool
    clock: Clock
    _looked_at: datetime | None = field(default=None, init=False)

    async def once(self) -> int:
        """Send every reply that is due; return how many letters that were.

        A letter that cannot be sent now holds up no other, and is tried again.
        """
        now, letters, failed = self.clock.now(), 0, False
        since = now - _LOOKS_BACK
        if self._looked_at is not None:
            since = max(since, self._looked_at - _OVERLAP)
        async for case in self._answered(since):
            try:
                letters += await self._mail(case)
            except UnknownConversationError:
                continue
            except PortError as error:  # the shop or the spool: the next case may do without
                failed = True
                report("reply.not_mailed", error, conversation_id=case.conversation_id)
        if not failed:  # else the next round looks as far back, however long it takes
            self._looked_at = now
        return letters

    async def _mail(self, case: Case) -> bool:
        record = await self.events.read(case.conversation_id)
        last_seen = await self.customers.last_seen(case.conversation_id)
        replies, now = unseen(record.past, last_seen=last_seen), self.clock.now()
        if not is_due(replies, now):
            return False
        conversation = record.fold()
        recipient = await self.outlooks.address(conversation)
        if not recipient:
            return False
        page_url = conversation.started.page_url if conversation.started else ""
        letter = reply_letter(replies, recipient=recipient, page_url=page_url, at=now)
        await self.spool.put(letter)
        mailed = RepliesMailed(
            conversation_id=case.conversation_id,
            at=now,
            messages=tuple(one.message_id for one in replies),
        )
        await self.events.append(case.conversation_id, [mailed])
        log.info("reply.mailed", conversation_id=case.conversation_id, replies=len(replies))
        return True

    async def _answered(self, since: datetime) -> AsyncIterator[Case]:
        """Yield the cases that a person answered since then, in every view."""
        for view in (View.OPEN, View.RESOLVED, View.SNOOZED, View.ASSISTANT):
            after = ""
            while True:
                query = CaseQuery(view=view, channel=ChannelKind.WEBCHAT, after=after, limit=PAGE)
                page = await self.cases.list(query)
                for case in page.cases:
                    if case.preview_author in _THEIRS and case.last_at >= since:
                        yield case
                over = page.cases and page.cases[-1].waiting_since is None
                if not page.next or (over and page.cases[-1].last_at < since):
                    break
                after = page.next

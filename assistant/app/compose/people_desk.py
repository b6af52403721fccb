"""Assemble the desk where people take over, and the outlooks on the wait for them."""

import math
from dataclasses import dataclass

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.commerce.ports import Customers
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.message import Language
from assistant.desk.desk_service import Desk
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.handoff.handoff_notices import opening_of
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.desk.queue.person_draws import PersonDraws
from assistant.kit.settings.settings import Settings
from assistant.operations.autonomy.person_checks import UNCHECKED, PersonChecks
from assistant.operations.identity.identity_codes import pseudonym
from integrations.channels.webchat.webchat_parts import Wait


def assemble_outlooks(
    settings: Settings, parts: Parts, customers: Customers | None
) -> DeskOutlooks | None:
    """Return the outlooks on the wait for a person; None: nobody takes over here.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    if settings.helpdesk.kind == "none":
        return None
    return DeskOutlooks(
        rules=load_desk_rules(settings.helpdesk.rule_source),
        cases=parts.cases,
        agents=parts.directory,
        presence=parts.broker.agents if settings.helpdesk.kind == "builtin" else None,
        waits=parts.broker.waits,
        clock=SystemClock(),
        customers=customers,
    )


def assemble_checks(settings: Settings, parts: Parts) -> PersonChecks:
    """Return the draws of answers and effects that a person looks at first, if people take over.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
        SettingError: the installation's key cannot be used.
    """
    outlooks = assemble_outlooks(settings, parts, customers=None)
    if outlooks is None:
        return UNCHECKED
    key = pseudonym(find_key(settings), "checks").encode()
    return PersonDraws(key=key, outlooks=outlooks)


def assemble_desk(parts: Parts, *, default_language: Language) -> Desk:
    """Return the desk, which every change that people make goes through."""
    return Desk(
        events=parts.log,
        queue=parts.broker.queue,
        fanout=parts.broker.fanout,
        clock=SystemClock(),
        cases=parts.cases,
        default_language=default_language,
        waits=parts.broker.waits,
    )


@dataclass(frozen=True, slots=True)
class PageWaits:
    """Give the wait that the web chat's pages show."""

    outlooks: DeskOutlooks
    default_language: Language = "fr"

    async def wait(self, conversation: Conversation) -> Wait:
        handoff = conversation.ownership.handoff
        reason = handoff.reason if handoff else Reason.CHOSEN
        outlook = await self.outlooks.outlook(conversation, reason)
        if outlook.is_absent:
            return Wait(
                opens_at=outlook.next_opening,
                opens=opening_of(outlook, conversation.language or self.default_language),
            )
        expected = outlook.expected_wait
        minutes = None if expected is None else max(1, math.ceil(expected.total_seconds() / 60))
        return Wait(position=outlook.position, minutes=minutes)

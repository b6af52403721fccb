"""What the console's routes share."""

from dataclasses import dataclass
from typing import Self

from assistant.operations.autonomy.autonomy_ports import AutonomyTables
from assistant.messages.channels.ports import ContactBook
from assistant.messages.channels.message_templates import Templates
from assistant.commerce.ports import ShopSystem
from assistant.console.shell import console_assets
from assistant.console.conversations.customers import KnownCustomers
from assistant.console.conversations.file_rules import FileRules
from assistant.console.conversations.following import Follower
from assistant.console.conversations.pages import Pages
from assistant.console.shell.ports import Typing, Viewers
from assistant.console.conversations.reading import ConsoleReader
from assistant.console.shell.console_assets import Assets
from assistant.console.conversations.streaming import Streams
from assistant.console.copilot.ports import Copilot
from assistant.desk.attachment_store import Attachments
from assistant.desk.canned_replies import CannedReplies
from assistant.desk.conversation_merge import ConversationMerge
from assistant.desk.desk_ports import Cases
from assistant.desk.desk_service import Desk
from assistant.desk.staffing import AgentPresence
from assistant.desk.lists.work_statistics import Measures
from assistant.desk.handoff.moments import Zones
from assistant.operations.gate import Gate
from assistant.ports import Clock, EventLog, Fanout
from assistant.desk.staff.ports import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """All that the routes need."""

    reading: ConsoleReader
    customers: KnownCustomers
    gate: Gate | None  # None: there is no shop system
    canned: CannedReplies
    attachments: Attachments
    file_rules: FileRules
    merging: ConversationMerge
    tables: AutonomyTables
    measures: Measures
    shop_name: str
    desk: Desk
    viewers: Viewers
    presence: AgentPresence
    typing: Typing
    fanout: Fanout
    clock: Clock
    pages: Pages
    assets: Assets
    streams: Streams
    templates: Templates | None = None  # None: no channel has any
    copilot: Copilot | None = None  # None: agents write alone

    @classmethod
    def assemble(
        cls,
        *,
        log: EventLog,
        cases: Cases,
        directory: Directory,
        canned: CannedReplies,
        attachments: Attachments,
        file_rules: FileRules,
        tables: AutonomyTables,
        measures: Measures,
        shop: ShopSystem | None,
        gate: Gate | None,
        shop_name: str,
        desk: Desk,
        viewers: Viewers,
        presence: AgentPresence,
        typing: Typing,
        fanout: Fanout,
        clock: Clock,
        zones: Zones,
        templates: Templates | None = None,
        contacts: ContactBook | None = None,
        copilot: Copilot | None = None,
    ) -> Self:
        """Put the parts together; call `streams.close` when the process is asked to stop."""
        assets = console_assets.load()
        pages = Pages(static=assets.base, files=file_rules)
        customers = KnownCustomers(shop)
        reading = ConsoleReader(
            log=log,
            cases=cases,
            directory=directory,
            customers=customers,
            clock=clock,
            zones=zones,
            contacts=contacts,
        )
        return cls(
            reading=reading,
            customers=customers,
            gate=gate,
            canned=canned,
            attachments=attachments,
            file_rules=file_rules,
            tables=tables,
            measures=measures,
            merging=ConversationMerge(events=log, desk=desk, shop=shop_name, zones=zones),
            shop_name=shop_name,
            desk=desk,
            viewers=viewers,
            presence=presence,
            typing=typing,
            fanout=fanout,
            clock=clock,
            pages=pages,
            assets=assets,
            templates=templates,
            copilot=copilot,
            streams=Streams(
                reading=reading, pages=pages, viewers=viewers, follower=Follower(log, fanout)
            ),
        )

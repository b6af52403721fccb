"""The console over parts in memory, with a small team of agents."""

from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from assistant.app.compose.local_installation import SystemClock
from assistant.commerce.ports import ShopSystem
from assistant.console.conversations.console_parts import Console
from assistant.console.conversations.file_rules import FileRules
from assistant.console.copilot.ports import Copilot
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account, Agent, Role, Team
from assistant.desk.attachment_store import Attachments
from assistant.desk.canned_replies import CannedReplies
from assistant.desk.desk_service import Desk
from assistant.desk.handoff.moments import Zones
from assistant.desk.privacy.privacy_service import Privacy
from assistant.improvement.runs.live_check import LiveCheck
from assistant.messages.channels.message_templates import Templates
from assistant.messages.channels.ports import ContactBook
from assistant.operations.autonomy.ports import AutonomyTables
from assistant.operations.gate import Gate
from assistant.ports import Clock, EventLog, Fanout, WorkQueue
from integrations.channels.webchat.channel import WebChatChannel
from integrations.stores.files.sent_files import SentFiles
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.desk_rooms import (
    MemoryAgentPresence,
    MemoryAttachments,
    MemoryCannedReplies,
    MemoryViewers,
)
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.privacy_traces import MemoryTraces
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.pages.staff_office import Office

FILE_RULES = FileRules(most_bytes=100_000)
ORDERS = Team(team_id=TeamId("orders"), name="Orders")
ANNA = Agent(
    agent_id=AgentId("anna"),
    email="anna@shop.example",
    name="Anna Martin",
    role=Role.ADMIN,
    public_name="Anna",
    teams=frozenset({ORDERS.team_id}),
)
BEN = Agent(agent_id=AgentId("ben"), email="ben@shop.example", name="Ben Keller", role=Role.AGENT)
CLEO = Agent(agent_id=AgentId("cleo"), email="cleo@shop.example", name="Cléo Roux", role=Role.LEAD)


def zone_of(team: TeamId | None) -> ZoneInfo:
    """Return the zone of a team: one of them is far away."""
    return ZoneInfo("America/New_York" if team == "us" else "Europe/Paris")


async def staffed(office: Office) -> Office:
    """Return the office with Anna, Ben and Cléo in it."""
    for one in (ANNA, BEN, CLEO):
        await office.directory.add(Account(agent=one))
    return office


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """The console beside a log."""

    log: EventLog
    cases: MemoryCases
    office: Office = field(default_factory=Office)
    canned: CannedReplies = field(default_factory=MemoryCannedReplies)
    attachments: Attachments = field(
        default_factory=partial(MemoryAttachments, most_bytes=1_000_000)
    )
    file_rules: FileRules = FILE_RULES
    tables: AutonomyTables = field(default_factory=MemoryAutonomyTables)
    shop: ShopSystem | None = None
    gate: Gate | None = None
    fanout: Fanout = field(default_factory=MemoryFanout)
    queue: WorkQueue = field(default_factory=MemoryWorkQueue)
    clock: Clock = field(default_factory=SystemClock)
    zones: Zones = zone_of
    templates: Templates | None = None
    contacts: ContactBook | None = None
    copilot: Copilot | None = None
    check: LiveCheck | None = None

    def privacy(self) -> Privacy:
        """Return what hands out and erases what is kept of people; there is no shop system."""
        return Privacy(
            events=self.log,
            traces=MemoryTraces(self.log),
            cases=self.cases,
            holdings=[SentFiles(self.log, self.attachments, self.clock)],
            customers=None,
            audit=self.office.audit,
            clock=self.clock,
        )

    def console(self) -> Console:
        """Put it together."""
        desk = Desk(
            events=self.log,
            queue=self.queue,
            fanout=self.fanout,
            clock=self.clock,
            cases=self.cases,
        )
        return Console.assemble(
            log=self.log,
            cases=self.cases,
            directory=self.office.directory,
            canned=self.canned,
            attachments=self.attachments,
            file_rules=self.file_rules,
            tables=self.tables,
            measures=self.cases,
            shop=self.shop,
            gate=self.gate,
            shop_name="Maison Coton",
            desk=desk,
            viewers=MemoryViewers(self.clock),
            presence=MemoryAgentPresence(),
            typing=WebChatChannel(fanout=self.fanout),
            fanout=self.fanout,
            clock=self.clock,
            zones=self.zones,
            teams=(ORDERS,),
            templates=self.templates,
            contacts=self.contacts,
            copilot=self.copilot,
            check=self.check,
        )

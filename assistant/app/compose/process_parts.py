"""Open the two services that a process needs from outside: the database and Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from assistant.app.compose.data_folders import open_attachments, open_faces
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from integrations.stores.files.folder_attachments import FolderAttachments
from integrations.stores.redis.embedded_valkey import embedded_valkey
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.canned_reply_book import SqlCannedReplies
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.desk.helpdesk_book import SqlCaseBook
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from integrations.stores.sql.kit.model_spending import SqlSpending
from integrations.stores.sql.log.stuck_work import SqlStuckWork
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from integrations.stores.sql.operations.goodwill_book import SqlGoodwillBook
from integrations.stores.sql.operations.waiting_list import SqlWaitingList
from integrations.stores.sql.staff.staff_audit import SqlAudit
from integrations.stores.sql.staff.staff_directory import SqlDirectory
from integrations.stores.sql.staff.staff_second_factors import SqlSecondFactors
from integrations.stores.sql.staff.staff_sessions import SqlSessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Hold a process's access to the database and to Redis."""

    database: Database
    log: SqlEventLog
    cases: SqlCases
    canned: SqlCannedReplies
    attachments: FolderAttachments
    faces: FolderAttachments
    case_book: SqlCaseBook
    spool: SqlMailSpool
    waiting: SqlWaitingList
    goodwill: SqlGoodwillBook
    directory: SqlDirectory
    sessions: SqlSessions
    factors: SqlSecondFactors
    audit: SqlAudit
    tables: SqlAutonomyTables
    verified: SqlVerifiedBook
    spending: SqlSpending
    stuck: SqlStuckWork
    broker: Broker


@asynccontextmanager
async def open_parts(
    settings: Settings,
    *,
    redis_url: str | None = None,
    name: str | None = None,
    hurried: bool = False,
) -> AsyncIterator[Parts]:
    """Open database and Redis; without an address an embedded Valkey is started, or joined.

    `hurried` is for a process that serves requests: without Redis, it goes on at once.
    `name` is the process's among those at one Redis; without one, it gets one.

    Raises:
        LogUnavailableError: no database answers.
        EmbeddedServerError: the embedded Valkey does not start.
    """
    make_private(settings.data_dir)
    async with (
        open_database(settings.log_url, settings.archive_folder) as database,
        _redis(settings, redis_url) as url,
        open_broker(url, name=name, hurried=hurried, shards=_shards(settings, url)) as broker,
    ):
        yield Parts(
            database=database,
            log=SqlEventLog(database),
            cases=SqlCases(database),
            canned=SqlCannedReplies(database),
            attachments=open_attachments(settings),
            faces=open_faces(settings),
            case_book=SqlCaseBook(database),
            spool=SqlMailSpool(database),
            waiting=SqlWaitingList(database),
            goodwill=SqlGoodwillBook(database),
            directory=SqlDirectory(database),
            sessions=SqlSessions(database),
            factors=SqlSecondFactors(database),
            audit=SqlAudit(database),
            tables=SqlAutonomyTables(database),
            verified=SqlVerifiedBook(database),
            spending=SqlSpending(database),
            stuck=SqlStuckWork(database),
            broker=broker,
        )


def _shards(settings: Settings, url: str) -> int:
    """Return how many shards work has; one, where the server is the embedded one."""
    return 1 if url.startswith("unix:") else settings.redis.shards


@asynccontextmanager
async def _redis(settings: Settings, given: str | None) -> AsyncIterator[str]:
    if url := given or settings.redis.url:
        yield url
        return
    async with embedded_valkey(settings.data_dir) as url:
        yield url

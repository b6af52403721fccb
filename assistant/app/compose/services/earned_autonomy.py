"""Put together the decisions of people, and the autonomy that rows earn by them."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.stored_settings import settings_book
from assistant.console.knowledge.page_lines import IndexedLines
from assistant.desk.rounds import Round
from assistant.improvement.autonomy.agreement_round import AgreementRound
from assistant.improvement.autonomy.autonomy_board import SUBJECTS, BoardRow
from assistant.improvement.autonomy.autonomy_evidence import AutonomyEvidence
from assistant.improvement.autonomy.earned_round import EarnedRound
from assistant.improvement.autonomy.ports import RuleRecord
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.outdated.ports import PageLines
from assistant.improvement.outdated.topic_rules import rules_of_topics
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsBook
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from assistant.operations.shop_rules import load_rules
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.rule_record import SqlRuleRecord

_AGREE_S = 5.0  # an indexed read of the log's end
_EARN_S = 20.0
_RULES_S = 60.0  # a file is read


_ORDERS = "orders"


@dataclass(slots=True, kw_only=True)
class RulesWatch:
    """Tell when rules changed: those of orders, and the figures that pages state on a topic."""

    server: Settings  # of the environment
    book: SettingsBook
    record: RuleRecord
    pages: PageLines
    _version: str = ""  # of the index, when its pages were noted

    async def look(self) -> bool:
        """Note the rules in force; return whether those of orders are others than before.

        Raises:
            RulesFileError: their file cannot be used.
        """
        version = await asyncio.to_thread(self.pages.version)
        if version != self._version:
            await self._note_topics()
            self._version = version
        newest = await self.book.current()
        source = layer(self.server, newest.values if newest else {}).shop.rule_source
        digest = await asyncio.to_thread(_digest, source)
        return await self.record.note(digest, about=_ORDERS, at=SystemClock().now())

    async def changed_at(self) -> Mapping[AutonomySubject, datetime]:
        """Return when the rules of each row last changed; one that never did is missing."""
        changed = await self.record.changed_at()
        names = {one: _ORDERS if one.kind == "operation" else one.row_name for one in SUBJECTS}
        return {one: changed[name] for one, name in names.items() if name in changed}

    async def _note_topics(self) -> None:
        looked = await asyncio.to_thread(self.pages.read)
        digests = await asyncio.to_thread(rules_of_topics, looked.pages)
        for subject, digest in digests.items():
            await self.record.note(digest, about=subject.row_name, at=SystemClock().now())


def _digest(source: Path | str | None) -> str:
    """Return the digest of the rules themselves: a comment in their file is none. Blocks."""
    rules = load_rules(source).model_dump_json(exclude_defaults=True)
    return hashlib.sha256(rules.encode()).hexdigest()


def watch_rules(server: Settings, parts: Parts) -> RulesWatch:
    """Return the watch on the rules of the shop; `server` are the settings of the environment.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    book = settings_book(server, parts.database)
    return RulesWatch(
        server=server,
        book=book,
        record=SqlRuleRecord(parts.database),
        pages=IndexedLines(index_root(server), server.data_dir),
    )


def assemble_earned(server: Settings, parts: Parts, steps: ChangeSteps) -> EarnedRound:
    """Return the look at the board of autonomy. Raises as `watch_rules` does."""
    return EarnedRound(
        log=parts.log,
        evidence=AutonomyEvidence(agreements=SqlAgreementBook(parts.database)),
        tables=parts.tables,
        steps=steps,
        rules_changed=watch_rules(server, parts).changed_at,
        clock=SystemClock(),
    )


def read_board(server: Settings, parts: Parts) -> Callable[[], Awaitable[Sequence[BoardRow]]]:
    """Return the way to read the board of autonomy and no more. Raises as `watch_rules` does."""
    book = SqlChangeBook(parts.database)
    nothing = ChangeSteps(book=book, stores={}, audit=parts.audit, clock=SystemClock())
    return assemble_earned(server, parts, nothing).rows


def earned_rounds(server: Settings, parts: Parts, steps: ChangeSteps) -> tuple[Round, ...]:
    """Return the rounds that collect the decisions of people and weigh them.

    Rules are noted first: their change counts before any decision. Raises as
    `watch_rules` does.
    """
    earned = assemble_earned(server, parts, steps)
    collect = AgreementRound(log=parts.log, book=earned.evidence.agreements).collect
    look = watch_rules(server, parts).look
    return (
        Round(name="autonomy.rules", every_s=_RULES_S, go=look),
        Round(name="autonomy.agreements", every_s=_AGREE_S, go=collect),
        Round(name="autonomy.earned", every_s=_EARN_S, go=earned.decide),
    )

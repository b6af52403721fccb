"""Answer the tools that show change sets, pages and settings, and propose changes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from mcp.types import CallToolResult
from pydantic import ValidationError

from assistant.desk.staff.settings_changes import (
    SettingRefusedError,
    SettingsChanges,
    UnworkableSettingsError,
)
from assistant.improvement.changes.asked_changes import (
    PROPOSABLE,
    PersonalValueError,
    QuietProposalError,
    UnknownSubjectError,
    ask_for_answer,
    ask_for_level,
    ask_for_page,
    ask_for_rules,
    ask_for_settings,
    ask_for_task,
)
from assistant.improvement.changes.change_contents import compare, lines_of
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeId,
    ChangeKind,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.changes.ports import (
    ChangeBook,
    ChangeConflictError,
    UnknownChangeError,
)
from assistant.improvement.rules.rule_values import WRITTEN_IN, tidy_rules
from assistant.insights.drafting.page_documents import PageDocument, decode_page, encode_page
from assistant.insights.drafting.page_draft import DraftStatus
from assistant.insights.drafting.ports import DraftBook
from assistant.insights.drafting.published_pages import page_file
from assistant.kit.settings.layered_settings import names_of
from assistant.kit.settings.rule_file import RuleTextError
from assistant.kit.settings.setting_fields import setting_fields, spell, value_at
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.ports import Autonomy
from assistant.ports import Clock
from assistant.tools.facts import ToolError
from integrations.channels.mcp import tool_parts
from integrations.channels.mcp.tool_parts import (
    CHANGE,
    CHANGES,
    PAGE,
    PAGES,
    RULES,
    SETTINGS,
)
from integrations.channels.mcp.tool_results import told

MOST_OPEN = 20
"""Open proposals of one person's programs: people should be able to read them all."""

_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTools:
    """Carry out the tools of change sets; no call of theirs approves or publishes anything."""

    book: ChangeBook
    drafts: DraftBook
    settings: SettingsChanges
    autonomy: Autonomy
    clock: Clock

    async def call(self, name: str, given: Mapping[str, Any], *, by: str) -> CallToolResult:
        """Return the result of a call by an agent's program.

        Raises:
            ToolError: there is no such thing, it cannot be as asked, people do not want it, or
                they have enough to decide on.
            PortError: nothing can be said now.
        """
        reads: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]] = {
            CHANGES: self._list,
            CHANGE: self._show,
            PAGES: self._list_pages,
            PAGE: self._show_page,
            SETTINGS: self._list_settings,
            RULES: self._show_rules,
        }
        if name in reads:
            return told(await reads[name](given))
        proposal = _Proposal(by=by, known=await self.book.all(), why=given["why"])
        try:
            made = await self._make(name, given, proposal)
        except QuietProposalError as error:
            raise ToolError(_quiet(error.before)) from None
        return told(await self._keep(made, proposal))

    async def _make(self, name: str, given: Mapping[str, Any], proposal: "_Proposal") -> ChangeSet:
        match name:
            case tool_parts.PROPOSE:
                return self._answer(given, proposal)
            case tool_parts.PROPOSE_TASK:
                about = given["about"]
                return ask_for_task(about=about, **proposal.told(self.clock))
            case tool_parts.PROPOSE_PAGE:
                return await self._page(given, proposal)
            case tool_parts.PROPOSE_SETTINGS:
                return await self._settings(given["settings"], proposal)
            case tool_parts.PROPOSE_RULES:
                return await self._rules(given, proposal)
            case _:
                return await self._level(given, proposal)

    async def _list(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = await self.book.all((ChangeState(given.get("state", ChangeState.PROPOSED)),))
        return {
            "changes": [_short(one) for one in found[:_SHOWN]],
            "more": max(0, len(found) - _SHOWN),
        }

    async def _show(self, given: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return _whole(await self.book.get(ChangeId(given["change_id"])))
        except UnknownChangeError:
            message = f"there is no such change: {CHANGES} gives ids"
            raise ToolError(message) from None

    async def _list_pages(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"pages": [_page_head(one) for one in await self._published()]}

    async def _show_page(self, given: Mapping[str, Any]) -> dict[str, Any]:
        page = await self._published_page(given["page_id"], given["language"])
        return _page_head(page) | {"text": page.text}

    async def _list_settings(self, _: Mapping[str, Any]) -> dict[str, Any]:
        settings, servers = await self.settings.live.read(), self.settings.servers
        return {
            "settings": [
                {
                    "name": name,
                    "value": spell(value_at(settings, name)),
                    "about": one.description,
                    "choices": list(one.choices),
                }
                for name, one in setting_fields().items()
                if name.startswith(PROPOSABLE)
                and name not in servers
                and not (one.reason or one.is_secret)
            ]
        }

    async def _show_rules(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kind = given["rules"]
        text = await self._text_of(kind)
        return {"rules": kind, "text": tidy_rules(kind, text)}

    def _answer(self, given: Mapping[str, Any], proposal: "_Proposal") -> ChangeSet:
        return ask_for_answer(
            question=given["question"],
            answer=given["answer"],
            language=given["language"],
            **proposal.told(self.clock),
        )

    async def _level(self, given: Mapping[str, Any], proposal: "_Proposal") -> ChangeSet:
        try:
            return ask_for_level(
                name=given["row"],
                level=Level(given["level"]),
                table=await self.autonomy.table(),
                **proposal.told(self.clock),
            )
        except UnknownSubjectError:
            message = "the autonomy table has no such row, or the row has this level"
            raise ToolError(message) from None

    async def _page(self, given: Mapping[str, Any], proposal: "_Proposal") -> ChangeSet:
        page_id, before = given.get("page_id", ""), ""
        written = PageDocument(
            document_id=page_id,
            language=given["language"],
            title=given["title"],
            text=given["text"],
            url=given.get("url", ""),
        )
        if page_id:
            page = await self._published_page(page_id, given["language"])
            written = replace(written, url=given.get("url", page.url))
            before = encode_page(page).decode()
        try:
            return ask_for_page(written, before, **proposal.told(self.clock))
        except UnknownSubjectError:
            message = "the page says this already: nothing would change"
            raise ToolError(message) from None

    async def _settings(self, values: Mapping[str, str], proposal: "_Proposal") -> ChangeSet:
        newest = await self.settings.current()
        try:
            asked = ask_for_settings(
                values, newest.values if newest else {}, **proposal.told(self.clock)
            )
            await self.settings.try_out(values)
        except (UnknownSubjectError, SettingRefusedError) as error:
            message = f"{error}: not to be proposed, or as it is now; {SETTINGS} gives names"
            raise ToolError(message) from None
        except PersonalValueError as error:
            message = f"{error}: the value has personal data: propose one without"
            raise ToolError(message) from None
        except ValidationError as error:
            message = f"{', '.join(names_of(error))}: no such value; {SETTINGS} tells what fits"
            raise ToolError(message) from None
        except UnworkableSettingsError as error:
            raise ToolError(str(error)) from None
        return asked

    async def _rules(self, given: Mapping[str, Any], proposal: "_Proposal") -> ChangeSet:
        kind = given["rules"]
        before = await self._text_of(kind)
        try:
            asked = ask_for_rules(
                ChangeKind(kind), given["text"], before, **proposal.told(self.clock)
            )
            await self.settings.try_out({WRITTEN_IN[kind].setting: asked.change.content})
        except UnknownSubjectError:
            message = "these rules are in force already: nothing would change"
            raise ToolError(message) from None
        except PersonalValueError as error:
            message = f"{error}: the rule has personal data: propose one without"
            raise ToolError(message) from None
        except (RuleTextError, UnworkableSettingsError, ValidationError) as error:
            raise ToolError(str(error)) from None
        return asked

    async def _text_of(self, kind: str) -> str:
        """Return the text of written rules, which people may change.

        Raises:
            ToolError: the server sets them.
        """
        written = WRITTEN_IN[kind]
        if {written.setting, written.file} & self.settings.servers:
            message = "the server sets these rules: nobody can change them here"
            raise ToolError(message)
        return str(value_at(await self.settings.live.read(), written.setting))

    async def _published(self) -> Sequence[PageDocument]:
        return [
            decode_page(page_file(one.as_published()).decode())
            for one in await self.drafts.all()
            if one.status is DraftStatus.PUBLISHED
        ]

    async def _published_page(self, page_id: str, language: str) -> PageDocument:
        for one in await self._published():
            if (one.document_id, one.language) == (page_id, language):
                return one
        message = f"no page of this id and language is written here: {PAGES} gives them"
        raise ToolError(message)

    async def _keep(self, made: ChangeSet, proposal: "_Proposal") -> dict[str, Any]:
        """Keep a proposal, unless it is proposed already; people decide on it."""
        if made not in proposal.known:
            if proposal.waiting >= MOST_OPEN:
                message = (
                    f"{MOST_OPEN} proposals made with this key wait for people: try again once"
                    f" they decided on some; {CHANGES} gives them"
                )
                raise ToolError(message)
            with suppress(ChangeConflictError):  # the same call before
                await self.book.put(made, expected_version=None)
        return _whole(await self.book.get(made.change_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposal:
    """Hold the parts that every proposal has, and the change sets beside it."""

    by: str
    known: Sequence[ChangeSet]
    why: str

    @property
    def waiting(self) -> int:
        """Return how many proposals of the same person's programs are open."""
        asked = (one for one in self.known if one.is_open and one.cause is ChangeCause.ASKED_FOR)
        return sum(bool(one.steps) and one.steps[0].by == self.by for one in asked)

    def told(self, clock: Clock) -> dict[str, Any]:
        """Return it as the functions that make proposals take it."""
        return {"why": self.why, "by": self.by, "known": self.known, "now": clock.now()}


def _quiet(before: ChangeSet) -> str:
    why = next((one.note for one in reversed(before.steps) if one.note), "")
    return (
        f"people did not want the same: {why or before.state}. It is not proposed again before"
        f" {before.quiet_until}"
    )


def _page_head(page: PageDocument) -> dict[str, Any]:
    return {
        "page_id": page.document_id,
        "language": page.language,
        "title": page.title,
        "url": page.url,
    }


def _short(change: ChangeSet) -> dict[str, Any]:
    return {
        "change_id": change.change_id,
        "kind": change.kind,
        "cause": change.cause,
        "state": change.state,
        "stake": change.stake,
        "about": change.about or "\n".join(lines_of(change.kind, change.change.content)[:1]),
        "conversations": change.conversations,
        "approvals": len(change.approvers),
        "proposed_at": change.proposed_at.isoformat(),
    }


def _whole(change: ChangeSet) -> dict[str, Any]:
    lines = compare(change.kind, change.before, change.change.content)
    return _short(change) | {
        "difference": [{"is": one.fate, "text": one.text} for one in lines],
        "history": [
            {"did": one.deed, "at": one.at.isoformat(), "why": one.note} for one in change.steps
        ],
        "effect": asdict(change.effect) if change.effect else None,
    }

"""Make proposals of written rules on the form that sets them, and edit them there."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from assistant.console.conversations.console_forms import form_of
from assistant.console.settings.rule_labels import say_rule
from assistant.console.settings.setting_groups import FORMS
from assistant.console.settings.setting_texts import say
from assistant.console.shell.access import SignedIn, access_of
from assistant.console.shell.page_response import language_of
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.asked_changes import (
    PersonalValueError,
    QuietProposalError,
    UnknownSubjectError,
    ask_for_rules,
)
from assistant.improvement.changes.change_moves import ChangeRefusedError
from assistant.improvement.changes.change_set import ChangeId, ChangeKind, ChangeSet
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError
from assistant.improvement.rules.freer_rules import is_freer
from assistant.improvement.rules.rule_values import (
    WRITTEN_IN,
    RulePath,
    changed_rules,
    merge,
    rule_values,
    write_values,
)
from assistant.kit.settings.setting_fields import value_at
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.candidate_change import CandidateChange

IMPROVE = "/console/improve"  # where proposals are decided on
FORM_OF: Mapping[ChangeKind, str] = {
    kind: f"{FORMS[WRITTEN_IN[kind].setting][0]}/proposal"
    for kind in (ChangeKind.ORDER_RULES, ChangeKind.HOURS)
}
"""The address of the form that proposes each kind of rules."""

_LONGEST = 500  # characters of a reason


class ProposalRefusedError(Exception):
    """Say that rules cannot be proposed as they are; the message is for the reader."""

    def __init__(self, why: str, *, status: int = 422) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleProposals:
    """Make the proposals of one kind of written rules."""

    kind: ChangeKind
    changes: SettingsChanges
    steps: ChangeSteps

    @property
    def editor(self) -> Permission:
        """Return the permission to change these rules by hand, and to decide on proposals."""
        return FORMS[WRITTEN_IN[self.kind].setting][1]

    async def edited(self, request: Request) -> ChangeSet | None:
        """Return the proposal that the page edits; None: it makes a new one.

        Raises:
            RefusedError: there is no such proposal of these rules.
        """
        change_id = request.query_params.get("change", "")
        if not change_id and request.method == "POST":
            change_id = (await form_of(request)).get("change", "")
        if not change_id:
            return None
        try:
            change = await self.steps.book.get(ChangeId(change_id))
        except UnknownChangeError:
            raise RefusedError(ErrorCode.NOT_FOUND) from None
        if change.kind is not self.kind:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return change

    async def send(self, request: Request, who: SignedIn, text: str, *, version: int) -> Response:
        """Make a proposal of the rules of a form of some version, or keep them in a proposal.

        Raises:
            ProposalRefusedError: they cannot be proposed as they are.
            DeniedError, RefusedError: whoever asks may not edit the proposal, or there is none.
        """
        change = await self.edited(request)
        if change is not None:
            await access_of(request).admit(request, self.editor)
            return await self._edit(request, who, change, text)
        current = await self._text()
        base = await self._text(version)
        values, old, new = (rule_values(self.kind, one) for one in (current, base, text))
        merged = merge(values, old, new)
        if merged is None:
            raise ProposalRefusedError(say("page.overtaken", language_of(request)), status=409)
        return _to(*await self._ask(request, who, write_values(merged), before=current))

    async def divert(
        self, request: Request, who: SignedIn, text: str, *, before: str
    ) -> tuple[str, ChangeSet] | None:
        """Return rules of orders without those that wait for a second person, and their proposal.

        None: no rule is freer than `before`, so one person sets them.

        Raises:
            ProposalRefusedError: they cannot be proposed as they are.
        """
        changed = changed_rules(self.kind, before, text)
        freer = [one for one in changed if is_freer(one)]
        if not freer:
            return None
        then: Mapping[RulePath, object] = {one.path: one.before for one in freer}
        now: Mapping[RulePath, object] = {one.path: one.after for one in freer}
        old, new = _set(then), _set(now)
        proposed = merge(rule_values(self.kind, before), old, new, over_others=True)
        rest = merge(rule_values(self.kind, text), new, old, over_others=True)
        asked, _ = await self._ask(request, who, write_values(proposed or {}), before=before)
        return write_values(rest or {}), asked

    async def _ask(
        self, request: Request, who: SignedIn, text: str, *, before: str
    ) -> tuple[ChangeSet, str]:
        """Return the proposal of a text, new or not, with the name of the notice about it."""
        language, by = language_of(request), who.agent.agent_id
        known = await self.steps.book.all()
        try:
            asked = ask_for_rules(
                self.kind,
                text,
                before,
                why=(await form_of(request)).get("why", "")[:_LONGEST],
                by=by,
                known=known,
                now=self.steps.clock.now(),
                signs=who.may(self.editor) and self.kind is ChangeKind.ORDER_RULES,
            )
        except UnknownSubjectError:
            raise ProposalRefusedError(say("propose.same", language)) from None
        except PersonalValueError as error:
            rule = say_rule(self.kind, tuple(str(error).split(".")), language)
            raise ProposalRefusedError(say("propose.personal", language, rule=rule)) from None
        except QuietProposalError as error:
            raise ProposalRefusedError(_quiet(error.before, language)) from None
        if asked in known:
            return asked, "approved" if by in asked.approvers else "proposed_before"
        with suppress(ChangeConflictError):  # sent twice at once
            await self.steps.propose(asked)
        return asked, "approved" if asked.approvers else "proposed"

    async def _edit(
        self, request: Request, who: SignedIn, change: ChangeSet, text: str
    ) -> Response:
        """Keep rules in a proposal, over those in force now, which others may have changed."""
        language, form = language_of(request), await form_of(request)
        typed = form.get("change_version", "")
        values, old, new = (
            rule_values(self.kind, one) for one in (await self._text(), change.before, text)
        )
        content = write_values(merge(values, old, new, over_others=True) or {})
        try:
            edited = await self.steps.edit(
                change.change_id,
                CandidateChange(kind=self.kind, content=content),
                by=who.agent.agent_id,
                version=int(typed) if typed.isdecimal() else 0,
            )
        except (ChangeConflictError, ChangeRefusedError):
            raise ProposalRefusedError(say("propose.moved", language), status=409) from None
        return _to(edited, "edited" if edited.version > change.version else "same")

    async def _text(self, version: int | None = None) -> str:
        """Return the text of the rules in force, or of those of a version of the settings."""
        live = self.changes.live
        settings = await (live.read() if version is None else self.changes.read_at(version))
        return str(value_at(settings, WRITTEN_IN[self.kind].setting))


def _set(rules: Mapping[RulePath, object]) -> Mapping[RulePath, object]:
    """Return the rules that have a value."""
    return {path: value for path, value in rules.items() if value is not None}


def _quiet(before: ChangeSet, language: Language) -> str:
    why = next((one.note for one in reversed(before.steps) if one.note), "")
    until = before.quiet_until.isoformat() if before.quiet_until else ""
    return say("propose.quiet", language, why=why, until=until)


def _to(change: ChangeSet, said: str) -> Response:
    address = f"{IMPROVE}/{change.change_id}?{urlencode({'said': said})}"
    return RedirectResponse(address, status_code=303)

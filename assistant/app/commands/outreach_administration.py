"""Read and turn the switches of messages that the shop writes first, from the command line."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, get_args
from uuid import uuid4

from assistant.app.commands.channel_administration import open_accounts
from assistant.app.compose.local_installation import SystemClock, find_key, open_data_dir
from assistant.app.compose.meta_channels import settings_accounts
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import ChannelKind, Language
from assistant.desk.staff.audit_chain import COMMAND_LINE, Action, Deed
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.account_book import ChannelAccount
from assistant.outreach.consent_imports.consent_file import decode_consents
from assistant.outreach.consent_imports.consent_intake import ConsentIntake
from assistant.outreach.consent_imports.import_file import FileState, ImportFile
from assistant.outreach.consent_imports.import_round import ImportSteps
from assistant.outreach.consent_imports.imported_consent import ImportState
from assistant.outreach.first_words import template_body, template_footer
from assistant.outreach.intents import IntentState, TriggerSwitch
from assistant.outreach.triggers.trigger import TriggerName, template_of
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.channels.meta.approved_templates import read_account, told_templates
from integrations.channels.meta.setup.template_checks import TemplateFault, template_faults
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.operations.consent_import_book import SqlImportBook
from integrations.stores.sql.operations.import_file_book import SqlImportFiles
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from integrations.stores.sql.staff.staff_audit import SqlAudit

_AT_ONCE = 500  # consents that are moved between two looks


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerState:
    """Hold a trigger's switch, and how many of its intents are in each state."""

    switch: TriggerSwitch
    counts: Mapping[IntentState, int]


async def read_states(settings: Settings) -> Sequence[TriggerState]:
    """Return the state of every trigger.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with _open(settings) as database:
        book, now = SqlIntentBook(database), SystemClock().now()
        known = {one.trigger: one for one in await book.switches()}
        tallies = await book.states()
        return [
            TriggerState(
                switch=known.get(name) or TriggerSwitch.off(name, trigger.holdout, now),
                counts={
                    state: sum(
                        one.intents for one in tallies if (one.trigger, one.state) == (name, state)
                    )
                    for state in IntentState
                },
            )
            for name, trigger in TRIGGERS.items()
        ]


async def turn(settings: Settings, name: TriggerName, *, is_on: bool, holdout: float) -> None:
    """Turn a trigger on or off, and record it in the audit; `holdout` is a share in [0, 0.5].

    Raises:
        LogUnavailableError: no database answers.
    """
    async with _open(settings) as database:
        book, now = SqlIntentBook(database), SystemClock().now()
        known = {one.trigger: one for one in await book.switches()}
        switch = known.get(name) or TriggerSwitch.off(name, holdout, now)
        await book.turn(switch.turned(is_on=is_on, holdout=holdout, at=now, by=COMMAND_LINE))
        detail = {"do": "on" if is_on else "off", "share": f"{holdout:.0%}"}
        await SqlAudit(database).write(
            Deed(
                at=now,
                actor=COMMAND_LINE,
                action=Action.OUTREACH_TURNED,
                subject=name,
                detail=detail,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """Hold a file of consents that was imported, and how many stand in a conversation by now."""

    file: ImportFile
    taken: int


async def import_consents(settings: Settings, data: bytes) -> TakenFile:
    """Keep the good rows of a file, write those of known contacts into the log, and record it.

    Raises:
        TableFileError: nothing can be read of the file.
        LogUnavailableError: no database answers.
    """
    now, text = SystemClock().now(), decode_consents(data)
    file = ImportFile(
        file_id=uuid4().hex,
        state=FileState.READING,
        at=now,
        by=COMMAND_LINE,
        lines=len(text.splitlines()),
    )
    async with _open(settings) as database:
        key = find_key(settings)
        files, book = SqlImportFiles(database, key), SqlImportBook(database, key)
        intake = ConsentIntake(book=book, events=SqlEventLog(database), clock=SystemClock())
        await files.add(file)  # without its content: no worker reads it, too
        await ImportSteps(files=files, intake=intake, clock=SystemClock()).read(file, text)
        read = await files.get(file.file_id) or file
        while await files.release(file.file_id, limit=_AT_ONCE):
            pass
        await files.move(file.file_id, FileState.READ, FileState.IMPORTED)
        while await intake.once(limit=_AT_ONCE):
            pass
        counts = (await files.counts()).get(file.file_id, {})
        detail = {"do": "import", "new": str(read.good), "bad": str(read.bad)}
        deed = Deed(
            at=now,
            actor=COMMAND_LINE,
            action=Action.CONSENTS_IMPORTED,
            subject=file.file_id,
            detail=detail,
        )
        await SqlAudit(database).write(deed)
    return TakenFile(file=read, taken=counts.get(ImportState.TAKEN, 0))


def templates() -> Sequence[Mapping[str, object]]:
    """Return the templates that WhatsApp is asked to approve, as its API takes them."""
    languages: tuple[Language, ...] = get_args(Language)
    marketing = ContactPurpose.MARKETING
    return [
        {
            "name": template_of(words),
            "language": language,
            "category": "MARKETING" if trigger.purpose is marketing else "UTILITY",
            "components": [
                {"type": "BODY", "text": template_body(words, language)},
                {"type": "FOOTER", "text": template_footer(language)},
            ],
        }
        for trigger in TRIGGERS.values()
        for words in trigger.all_words
        for language in languages
    ]


async def examine_templates(settings: Settings) -> str:
    """Return the line of `comptoir doctor` on the templates of triggers that are on.

    Raises:
        LookupError: some cannot be sent; a line for each says what to do.
        LogUnavailableError: no database answers.
    """
    async with _open(settings) as database:
        on = [one.trigger for one in await SqlIntentBook(database).switches() if one.is_on]
    if not on:
        return "no message is on that the shop writes first"
    async with open_accounts(settings) as accounts:
        known = [*settings_accounts(settings), *await accounts.all()]
    numbers = {  # of one business account, all numbers have the same templates
        one.business_account_id: one for one in known if one.channel is ChannelKind.WHATSAPP
    }
    ill, triggers = list[str](), [TRIGGERS[name] for name in on]
    for account in numbers.values():
        for one in template_faults(triggers, told_templates(await _read_account(account))):
            why = f" ({one.reason})" if one.reason else ""
            ill.append(f"{one.name} in {one.language}: {_SAID[one.fault].format(why=why)}")
    if ill:
        raise LookupError("\n  ".join(["customers silent for a day are not written to:", *ill]))
    if not numbers:
        return "no WhatsApp number, so no template is needed"
    return f"those of {len(on)} messages that are on can be sent"


_SAID = {
    TemplateFault.MISSING: "Meta has none: create it as comptoir outreach templates prints it",
    TemplateFault.PENDING: "Meta has not decided on it yet: look again in a day",
    TemplateFault.REJECTED: "Meta rejected it{why}: appeal against that in WhatsApp Manager",
    TemplateFault.STOPPED: "Meta stopped it{why}: WhatsApp Manager says why and until when",
    TemplateFault.CHANGED: "it has other words at Meta: make body and footer as"
    " comptoir outreach templates prints them, without header and buttons",
}


async def _read_account(account: ChannelAccount) -> Sequence[Mapping[str, Any]]:
    from integrations.channels.meta.setup.setup_client import GraphSaidError, GraphSilentError  # noqa: PLC0415  # only doctor pays

    try:
        return await read_account(account)
    except (GraphSaidError, GraphSilentError) as error:
        msg = f"Meta does not tell the templates of {account.account_id}: {error}"
        raise LookupError(msg) from None


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[Database]:
    open_data_dir(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        yield database

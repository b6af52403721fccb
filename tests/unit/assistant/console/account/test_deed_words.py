"""The details of a deed are said in words, in both languages."""

from typing import get_args

import pytest

from assistant.answers.verified.types import AnswerState
from assistant.console.account.deed_words import SECTIONS, say_detail
from assistant.console.copilot.types import Help
from assistant.console.insights.page_requests import DraftForm
from assistant.console.insights.webhook_routes import SubscriberActionForm
from assistant.console.knowledge.source_routes import SourceForm
from assistant.console.shell.texts import texts
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.sessions import Means
from assistant.improvement.changes.change_set import ChangeDeed, ChangeKind, ChangeStake
from assistant.insights.insight import Kind, Status
from assistant.kit.announcing.types import SubscriberKind
from assistant.operations.operation_register import DECLARED

MOVES = (
    *("write", "template", "suggestion", "approval", "claim", "release", "resolve"),
    *("reopen", "snooze", "labels", "assign", "merge"),
)
WORDS = {
    "deed_means": Means,
    "permission": Permission,
    "operation": DECLARED,
    "deed_move": MOVES,
    "deed_help": Help,
    "deed_word": [
        *(*AnswerState, *Status, *SubscriberKind),
        *(*ChangeDeed, *ChangeKind, *ChangeStake),
        *("upload", "connect", "disconnect", "address", "remove", "again"),  # sources, set-up
        *("make", *get_args(DraftForm.model_fields["do"].annotation)),
        *("add", *get_args(SubscriberActionForm.model_fields["do"].annotation)),
        *get_args(SourceForm.model_fields["do"].annotation),
        *("report", "tasks", "transcript", "insight", "dropped", "retry", "put_away", "accepted"),
    ],
    "deed_part": [
        *SECTIONS,
        *("change", "settings", "version", "takes_back", "source", "proposal", "reason", "into"),
        *("conversations", "sessions", "added", "format", "days"),
    ],
}


@pytest.mark.parametrize("language", get_args(Language))
def test_every_value_has_a_word(language: Language) -> None:
    wanted = {f"{section}.{one}" for section, values in WORDS.items() for one in values}

    assert wanted - set(texts(language)) == set()


def test_a_detail_is_said_with_its_name() -> None:
    detail = {"permission": "read_audit", "days": "28"}

    assert say_detail(detail, "fr") == "jours\u00a0: 28, il faut\u00a0: lire l’audit"
    assert say_detail(detail, "en") == "days: 28, needs: read the audit"


@pytest.mark.parametrize("language", get_args(Language))
def test_an_exported_type_of_insights_is_said_in_words(language: Language) -> None:
    said = [say_detail({"type": kind}, language) for kind in Kind]

    assert [one for one in said if "_" in one] == []
    assert say_detail({"type": "content_gap"}, "fr") == "quoi\u00a0: Contenus manquants"

"""The details of a deed are said in words, in both languages."""

from typing import get_args

import pytest

from assistant.answers.verified.types import AnswerState
from assistant.console.account.deed_words import say_detail
from assistant.console.copilot.types import Help
from assistant.console.shell.texts import texts
from assistant.conversation.message import Language
from assistant.desk.staff.permissions import Permission
from assistant.desk.staff.sessions import Means
from assistant.insights.insight import Status
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
    "deed_word": [*AnswerState, *Status],
}


@pytest.mark.parametrize("language", get_args(Language))
def test_every_value_has_a_word(language: Language) -> None:
    wanted = {f"{section}.{one}" for section, values in WORDS.items() for one in values}

    assert wanted - set(texts(language)) == set()


def test_a_detail_is_said_with_its_name() -> None:
    detail = {"permission": "read_audit", "days": "28"}

    assert say_detail(detail, "fr") == "jours : 28, il faut : lire l’audit"
    assert say_detail(detail, "en") == "days: 28, needs: read the audit"

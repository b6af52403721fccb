"""Every state, cause, stake and move that a page of change sets shows has a text."""

import pytest

from assistant.console.improve.change_view import points
from assistant.console.improve.improve_texts import texts
from assistant.conversation.message import Language
from assistant.improvement.changes.change_contents import LineFate
from assistant.improvement.changes.change_moves import ChangeRefusal
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeKind,
    ChangeStake,
    ChangeState,
)
from assistant.insights.insight import EffectVerdict


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_shown_has_a_text(language: Language) -> None:
    wanted = {
        *(f"state.{one}" for one in ChangeState),
        *(f"kind.{one}" for one in ChangeKind),
        *(f"stake.{one}" for one in ChangeStake),
        *(f"deed.{one}" for one in ChangeDeed),
        *(f"fate.{one}" for one in LineFate),
        *(f"wrong.{one}" for one in ChangeRefusal),
        *(f"verdict.{one}" for one in EffectVerdict),
        *(f"{part}.changed_page" for part in ("why", "expect", "empty")),
        *(f"{part}.{one}" for part in ("cause", "task", "why", "expect") for one in ChangeCause),
    }

    assert wanted <= set(texts(language))


@pytest.mark.parametrize(
    ("share", "shown"), [(-0.651, "\N{MINUS SIGN}65"), (0.12, "+12"), (0.0, "+0")]
)
def test_points_have_their_sign(share: float, shown: str) -> None:
    assert points(share) == shown

"""Questions outside any conversation, of a shop where things can be done."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app.commands.single_questions import open_questions
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.operations.shop_rules import RulesFileError
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant


def parts(**shop: object) -> AnswerParts:
    settings = Settings(shop=ShopSettings.model_validate(shop))
    return replace(Assistant(asked("délai ?"), RETURNS).parts, settings=settings)


class TestAnEngine:
    def test_only_answers_without_a_shop_system(self) -> None:
        unable = open_questions(parts())

        assert unable.turn.dialogue is None
        assert not unable.turn.policy.operates

    @pytest.mark.parametrize("system", ["builtin", "shopify", "woocommerce"])
    def test_takes_up_wishes_with_any_shop_system_and_opens_none(self, system: str) -> None:
        able = open_questions(parts(system=system))

        assert able.turn.dialogue is not None
        assert able.turn.policy.operates

    async def test_answers_a_question_as_before(self) -> None:
        unable, able = open_questions(parts()), open_questions(parts(system="builtin"))

        before, after = await unable.ask("Combien ?"), await able.ask("Combien ?")

        assert (after.reply.kind, after.reply.text) == (before.reply.kind, before.reply.text)

    def test_is_refused_with_rules_that_cannot_be_used(self, tmp_path: Path) -> None:
        with pytest.raises(RulesFileError):
            open_questions(parts(system="builtin", rules=tmp_path / "none.yml"))

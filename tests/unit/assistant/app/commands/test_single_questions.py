"""Questions outside any conversation, of a shop where things can be done."""

from pathlib import Path

import pytest

from assistant.app.commands.single_questions import take_up_wishes
from assistant.app.compose.answer_engine import Engine
from assistant.kit.settings.settings import Settings, ShopSettings
from assistant.operations.shop_rules import RulesFileError
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import RETURNS, Assistant


def engine() -> Engine:
    return Engine(turn=Assistant(asked("délai ?"), RETURNS).turn, limit=5)


class TestAnEngine:
    def test_is_as_it_was_without_a_shop_system(self) -> None:
        before = engine()

        assert take_up_wishes(before, Settings()) is before

    @pytest.mark.parametrize("system", ["builtin", "shopify", "woocommerce"])
    def test_takes_up_wishes_with_any_shop_system_and_opens_none(self, system: str) -> None:
        shop = ShopSettings.model_validate({"system": system})

        able = take_up_wishes(engine(), Settings(shop=shop))

        assert able.turn.dialogue is not None
        assert able.turn.policy.operates

    async def test_answers_a_question_as_before(self) -> None:
        able = take_up_wishes(engine(), Settings(shop=ShopSettings(system="builtin")))

        before, after = await engine().ask("Combien ?"), await able.ask("Combien ?")

        assert (after.reply.kind, after.reply.text) == (before.reply.kind, before.reply.text)

    def test_is_refused_with_rules_that_cannot_be_used(self, tmp_path: Path) -> None:
        shop = ShopSettings(system="builtin", rules=tmp_path / "none.yml")

        with pytest.raises(RulesFileError):
            take_up_wishes(engine(), Settings(shop=shop))

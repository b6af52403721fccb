import pytest

from assistant.console.copilot.model_usage import TalliedModel, begin_tally
from assistant.kit.model.ports import (
    Finish,
    LanguageModel,
    Message,
    MessageRole,
    ModelUnavailableError,
    Purpose,
    Request,
    Usage,
)
from tests.support.memory.language_model import MemoryModel
from tests.unit.assistant.console.copilot.copiloting import USAGE, fails, says

REQUEST = Request(
    messages=(Message(role=MessageRole.USER, text="x" * 300),),
    purpose=Purpose.COPILOT,
    max_tokens=50,
)


async def listen(model: LanguageModel) -> None:
    async for _ in model.stream(REQUEST):
        pass


class TestATally:
    async def test_has_what_the_endpoint_says_was_used(self) -> None:
        tally, model = begin_tally(), TalliedModel(says("Bonjour.", Finish.STOP))
        await model.complete(REQUEST)
        await listen(model)
        assert tally.total.tokens == 2 * USAGE.tokens

    async def test_has_about_what_was_used_of_what_never_ended(self) -> None:
        tally, parts = begin_tally(), TalliedModel(says("Bonjour, Madame.")).stream(REQUEST)
        await anext(parts)
        await parts.aclose()
        assert (tally.total.prompt, tally.total.completion) == (101, 4)
        assert tally.total.estimated

    @pytest.mark.parametrize("model", [fails(ModelUnavailableError("away"))])
    async def test_has_nothing_of_what_gave_nothing(self, model: MemoryModel) -> None:
        tally, tallied = begin_tally(), TalliedModel(model)
        with pytest.raises(ModelUnavailableError):
            await tallied.complete(REQUEST)
        with pytest.raises(ModelUnavailableError):
            await listen(tallied)
        assert tally.total == Usage()

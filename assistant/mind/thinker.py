"""Hold a language model and how it speaks for the shop, and make minds of them."""

from dataclasses import dataclass

from assistant.kit.model.ports import LanguageModel
from assistant.mind.model_mind import SECONDS, ModelMind
from assistant.mind.ports import Speaker
from assistant.mind.prompt import Voice
from assistant.operations.shop_rules import Rules
from assistant.ports import Clock
from assistant.tools.customer_tools import customer_tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinker:
    """Hold a model, and how it speaks for the shop: minds, copilot and summaries think with it."""

    model: LanguageModel
    voice: Voice
    clock: Clock
    seconds: float = SECONDS  # of one turn
    speaker: Speaker | None = None  # None: nobody watches

    def mind(self, rules: Rules | None, *, operates: bool, sells: bool) -> ModelMind:
        """Return the mind of a turn; without `rules` it does nothing in the shop."""
        return ModelMind(
            model=self.model,
            tools=customer_tools(rules, operates=operates, sells=sells),
            voice=self.voice,
            clock=self.clock,
            speaker=self.speaker,
            seconds=self.seconds,
        )

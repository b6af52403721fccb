"""Rewrite an agent's own words with a model; they are shown only if they state the same."""

import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.guard.input_screen import Unreadable, screen
from assistant.console.copilot.copilot_prompts import rewriting, rewriting_rules, unwrapped
from assistant.console.copilot.model_usage import why
from assistant.console.copilot.rewording_check import RewordingTerms, changes, doubts, other_names
from assistant.console.copilot.types import LONGEST, REWRITES, Failed, Help, Rewritten, Why
from assistant.conversation.conversation import Conversation
from assistant.conversation.model_events import ModelUsed
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import (
    Completed,
    Finish,
    LanguageModel,
    ModelAnswerError,
    ModelError,
    Purpose,
    Request,
    TextDelta,
)
from assistant.mind.prompt import Voice
from assistant.ports import Clock
from assistant.understanding.languages.language_detector import detect


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordingHelp:
    """Rewrite with a language model; it holds collaborators and no state."""

    model: LanguageModel
    voice: Voice
    clock: Clock
    clock_ms: Callable[[], float] = field(default=lambda: time.perf_counter() * 1000)

    async def rewrite(
        self, conversation: Conversation, words: str, help_: Help, *, names: KnownProductNames
    ) -> tuple[Rewritten | Failed, tuple[ModelUsed, ...]]:
        """Return the words rewritten, or the reason why not; and the account of the model."""
        screened = screen(words, max_chars=LONGEST)
        if isinstance(screened, Unreadable):
            return Failed(why=Why.UNREADABLE), ()
        before = screened.text
        language = REWRITES[help_] or detect(before, default=conversation.language or "fr")
        request = rewriting(
            before, help_, language=language, voice=self.voice, conversation=conversation
        )
        heard, started = _Heard(), self.clock_ms()
        try:
            await self._listen(request, heard)
        except ModelError as error:
            account = self._account(conversation, error.word, heard, started)
            return Failed(why=why(error)), (account,)
        after = unwrapped(heard.text)
        terms = RewordingTerms(
            language=language,
            names=names,
            secrets=(self.voice.canary,),
            instructions=rewriting_rules(help_, language=language, voice=self.voice),
        )
        apart = changes(before, after, terms)
        outcome = "replaced" if apart else "written"
        account = self._account(conversation, outcome, heard, started)
        if apart:
            return Failed(why=Why.CHANGED, what=apart), (account,)
        languages = (detect(before, default=language), language)
        rewritten = Rewritten(
            text=after,
            language=language,
            names=other_names(before, after),
            doubts=doubts(before, after, languages),
        )
        return rewritten, (account,)

    async def _listen(self, request: Request, heard: "_Heard") -> None:
        """Hear the model to its end; nobody sees its words before all of them were compared.

        Raises:
            ModelError: it failed, or what it wrote is not whole.
        """
        async with aclosing(self.model.stream(request)) as parts:
            async for part in parts:
                match part:
                    case TextDelta(text=text):
                        heard.text += text
                    case Completed():
                        heard.end = part
        if heard.end is None or heard.end.finish is not Finish.STOP or not heard.text.strip():
            message = "the model did not write to the end"
            raise ModelAnswerError(message)

    def _account(
        self, conversation: Conversation, outcome: str, heard: "_Heard", started: float
    ) -> ModelUsed:
        return account_for(
            conversation.conversation_id,
            Purpose.COPILOT,
            at=self.clock.now(),
            outcome=outcome,
            end=heard.end,
            latency_ms=self.clock_ms() - started,
        )


@dataclass(slots=True)
class _Heard:
    text: str = ""
    end: Completed | None = None

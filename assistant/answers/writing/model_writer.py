"""Put an answer into a model's words: read `ModelWriter.write` first.

    cache -> ask -> each sentence: judge, show -> what is kept, or the shop's own words

The shop's own words are there before the model is asked, and stand whenever it fails: too late,
too dear, away, wrong. The first sentence carries the answer: without it nothing of the model's is
used. What was shown is never taken back; if it lacks the figures of the answer, the shop's own
statement follows it.
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from assistant.answers.guard.draft_review import Approved, KnownProductNames, review
from assistant.answers.guard.sentence_judge import (
    Basis,
    DroppedSentence,
    KeptSentence,
    Sentence,
    judge,
)
from assistant.answers.reply_draft import Draft
from assistant.answers.writing.answer_cache import AnswerCache, AskedQuestion, Scope, askable
from assistant.answers.writing.answer_core import Core, without_heading
from assistant.answers.writing.ports import Likeness, Speaker
from assistant.answers.writing.sentence_stream import SentenceReader
from assistant.answers.writing.wording_prompt import Voice, ask_for_words
from assistant.answers.writing.writing_account import WritingAccount, WrittenDraft, compose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyKind
from assistant.kit.model.model_budget import at_most
from assistant.kit.model.ports import (
    Completed,
    Finish,
    LanguageModel,
    ModelError,
    Purpose,
    Request,
    TextDelta,
)
from assistant.ports import Clock
from assistant.understanding.types import Understanding

MOST = 4  # sentences of one answer
SHORT = 700  # characters of one answer, after which no more is read


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelWriter:
    """Write answers with a language model; a `Writer`. Holds collaborators, and a cache."""

    model: LanguageModel
    voice: Voice
    cache: AnswerCache
    clock: Clock
    likeness: Likeness | None = None  # None: grounds in another language are not used
    speaker: Speaker | None = None  # None: nobody watches
    max_tokens: int = 400
    purpose: Purpose = Purpose.ANSWER
    clock_ms: Callable[[], float] = field(default=lambda: time.perf_counter() * 1000)

    async def write(
        self,
        conversation: Conversation,
        understanding: Understanding,
        draft: Draft,
        *,
        names: KnownProductNames,
        version: str,
        aloud: bool,
    ) -> WrittenDraft:
        if not _can_be_worded(draft) or not isinstance(review(draft, names=names), Approved):
            return WrittenDraft(draft=draft)
        core = Core.of(draft, understanding.text)
        account = WritingAccount(
            core=core, started_ms=self.clock_ms(), at=self.clock.now(), purpose=self.purpose
        )
        shared = askable(conversation, understanding)
        scope = self._scope(draft, version)
        asked = AskedQuestion.of(understanding)
        if shared and (known := self.cache.find(scope, asked)):
            account.cached(self.clock_ms())
            return account.conclude(conversation, _again(draft, known))
        basis = Basis(
            grounds=draft.grounds,
            language=draft.language,
            shop=self.voice.shop,
            names=names,
            secrets=(self.voice.canary,),
            instructions=self.voice.instructions(draft.language),
        )
        await self._listen(conversation, understanding, draft, basis, account, aloud=aloud)
        account.ends(self.clock_ms())
        worded = compose(draft, account)
        if worded is not draft and not isinstance(review(worded, names=names), Approved):
            account.outcome, worded = "replaced", draft  # no rule is known that gets here
        if shared and account.outcome == "written":
            self.cache.keep(scope, asked, worded)
        return account.conclude(conversation, worded)

    async def _listen(
        self,
        conversation: Conversation,
        understanding: Understanding,
        draft: Draft,
        basis: Basis,
        account: WritingAccount,
        *,
        aloud: bool,
    ) -> None:
        """Judge the model's text sentence by sentence, and show the sentences that are kept."""
        request = ask_for_words(
            understanding.text,
            draft.grounds,
            voice=self.voice,
            language=draft.language,
            conversation_id=conversation.conversation_id,
            spent=conversation.model_tokens,
            max_tokens=self.max_tokens,
            purpose=self.purpose,
        )
        try:
            async with aclosing(self._sentences(request, account)) as sentences:
                async for written in sentences:
                    bare = without_heading(written.text, draft.grounds)
                    sentence = replace(written, text=bare)
                    verdict = await self._judge(sentence, basis)
                    account.judged(sentence, verdict, self.clock_ms())
                    if account.lost_core:
                        return
                    if account.has_more and aloud and self.speaker is not None:
                        account.shown |= await self.speaker.say(conversation, account.text)
                    if len(account.kept) >= MOST or len(account.text) > SHORT:
                        return
        except ModelError as error:
            account.failed(error)
        finally:
            account.estimate(at_most(request)[0])

    async def _sentences(
        self, request: Request, account: WritingAccount
    ) -> AsyncGenerator[Sentence, None]:
        reader = SentenceReader()
        async with aclosing(self.model.stream(request)) as parts:
            async for part in parts:
                match part:
                    case TextDelta(text=text):
                        account.heard += len(text)
                        for sentence in reader.feed(text):
                            yield sentence
                    case Completed():
                        account.end = part
                        for sentence in reader.finish(whole=part.finish is Finish.STOP):
                            yield sentence

    async def _judge(self, sentence: Sentence, basis: Basis) -> KeptSentence | DroppedSentence:
        verdict = judge(sentence, basis)
        if verdict != DroppedSentence("other_language") or self.likeness is None:
            return verdict
        return judge(sentence, basis, likeness=await self.likeness(sentence.text, sentence.quote))

    def _scope(self, draft: Draft, version: str) -> Scope:
        return Scope(
            version=version,
            language=draft.language,
            audience="customers",
            voice=f"{self.voice.shop}/{self.voice.tone}",
            body=draft.body,
        )


def _can_be_worded(draft: Draft) -> bool:
    answers = draft.kind is ReplyKind.ANSWERED
    return answers and bool(draft.grounds and draft.body) and draft.text.startswith(draft.body)


def _again(draft: Draft, known: Draft) -> Draft:
    """Return `draft` with an answer of the cache; the text behind the draft's body stays."""
    after = draft.text[len(draft.body) :]
    return replace(
        draft,
        text=f"{known.body}{after}",
        body=known.body,
        sources=known.sources,
        rule=f"{draft.rule}/cached",
    )

"""Writers and answers of a small shop, for the tests of writing."""

from dataclasses import dataclass, field

from assistant.answers.guard.draft_review import NO_NAMES
from assistant.answers.reply_draft import Draft, Ground
from assistant.answers.writing.answer_cache import AnswerCache
from assistant.answers.writing.model_writer import ModelWriter
from assistant.answers.writing.wording_prompt import Voice
from assistant.answers.writing.writing_account import WrittenDraft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ModelUsed, ReplyKind, SentenceJudged
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import Completed, Completion, Finish, LanguageModel, Request, Usage
from assistant.understanding.types import Understanding
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.unit.assistant.answers.shop_fixture import asked

CID = ConversationId("c1")
BODY = "30 days from delivery. Returns are free from mainland France."
GROUND = Ground(
    title="Frequently asked questions",
    headings=("How long do I have to return an item?",),
    text=BODY,
    url="https://shop.example/faq",
    language="en",
    score=0.9,
)
DRAFT = Draft(
    kind=ReplyKind.ANSWERED,
    text=BODY,
    language="en",
    evidence=(BODY, *GROUND.headings, GROUND.title),
    urls=(GROUND.url,),
    rule="pages",
    body=BODY,
    grounds=(GROUND,),
)
QUESTION = "How long do I have to return an item?"
FIRST = "You have 30 days from delivery to return an item."
SECOND = "Returns are free from mainland France."
USAGE = Usage(prompt=300, cached=200, completion=40)


def ended(used: Usage = USAGE) -> Completed:
    return Completed(finish=Finish.STOP, usage=used, model="m", endpoint="e")


def says(text: str) -> MemoryModel:
    """Return a model that always says `text`."""
    return MemoryModel(lambda _: Completion(text=text, end=ended()))


def english(text: str = QUESTION) -> Understanding:
    return asked(text, language="en")


@dataclass
class Watching:
    """What a customer saw of a reply, as it came."""

    seen: list[str] = field(default_factory=list)
    takes: bool = True

    async def say(self, conversation: Conversation, text: str) -> bool:
        del conversation
        self.seen.append(text)
        return self.takes


def writer(
    model: LanguageModel, *, watching: Watching | None = None, cache: int = 0
) -> ModelWriter:
    return ModelWriter(
        model=model,
        voice=Voice(shop="Brisemare"),
        cache=AnswerCache(cache),
        clock=HandClock(),
        speaker=watching,
    )


async def write(
    model: ModelWriter,
    draft: Draft = DRAFT,
    *,
    question: Understanding | None = None,
    conversation: Conversation | None = None,
    version: str = "v1",
    aloud: bool = True,
) -> WrittenDraft:
    return await model.write(
        conversation or Conversation(conversation_id=CID),
        question or english(),
        draft,
        names=NO_NAMES,
        version=version,
        aloud=aloud,
    )


def used(written: WrittenDraft) -> ModelUsed:
    [one] = [event for event in written.events if isinstance(event, ModelUsed)]
    return one


def rules(written: WrittenDraft) -> list[str]:
    return [event.rule for event in written.events if isinstance(event, SentenceJudged)]


def with_offer(draft: Draft = DRAFT) -> Draft:
    return draft.with_offer("Shall I pass you on?", "Talk to a person")


def prompt_of(request: Request) -> tuple[str, str]:
    system, user = request.messages
    return system.text, user.text

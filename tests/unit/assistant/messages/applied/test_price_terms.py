"""What the shop's pages say beside a price is told as they say it, and nothing else is."""

from dataclasses import dataclass, replace

from assistant.answers.composing.composer import Composer
from assistant.answers.composing.objection_answers import RULE
from assistant.answers.fixed_replies import abstain
from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Source
from assistant.messages.applied.answer_rules import AnswerRules
from assistant.messages.applied.price_terms import PriceTerms
from assistant.messages.turn_outcome import Outcome
from assistant.understanding.types import PriceObjection, ReadingContext, Understanding
from tests.support.seeds.conversation_events import replied, started, wrote
from tests.unit.assistant.answers.composing.test_composer import Shelf
from tests.unit.assistant.answers.shop_fixture import asked

SOURCE = Source(title="Aide", url="/aide", quote="…", language="fr", score=0.9)
PAGES = {
    "garantie": "Nos articles sont garantis 2 ans. Gardez la facture.",
    "retour": "30 jours à partir de la réception. Le retour est gratuit depuis la France.",
    "livraison": "3,90 € en point relais. Elle est offerte dès 60 €.",
    "plusieurs fois": "Le paiement en 3 fois sans frais est proposé de 100 € à 1 500 €.",
}
OBJECTION = Draft(
    kind=ReplyKind.ANSWERED,
    text="Je comprends. « Ciré » coûte 159,00 €.\n\nMoins cher :",
    language="fr",
    sources=(SOURCE,),
    rule=RULE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages(Composer):
    """Answers from what pages say, by a word of the question; counts what it was asked."""

    said: dict[str, str]
    asked: list[str]

    async def compose(
        self,
        understanding: Understanding,
        *,
        floor: float,
        focus: tuple[str, ...] = (),
        earlier: tuple[str, ...] = (),
    ) -> Draft:
        del floor, focus, earlier
        self.asked.append(understanding.text)
        text = next((said for word, said in self.said.items() if word in understanding.text), "")
        if not text:
            return abstain(Reason.NO_EVIDENCE, "fr")
        language = "en" if text.startswith("The") else "fr"
        return replace(
            OBJECTION, text=text, rule="pages", sources=(replace(SOURCE, language=language),)
        )


class Reads:
    async def read(self, text: str, context: ReadingContext) -> Understanding:
        del context
        return asked(text)


def pages(**said: str) -> Pages:
    return Pages(searcher=Shelf(), limit=5, said=said, asked=[])


ALL = Pages(searcher=Shelf(), limit=5, said=PAGES, asked=[])


async def told(composer: Composer, draft: Draft = OBJECTION) -> str:
    return (await PriceTerms(reader=Reads(), statements=None).beside(composer, draft)).text


class TestThePages:
    async def test_are_told_between_the_price_and_what_costs_less(self) -> None:
        price, said, cheaper = (await told(ALL)).split("\n\n")

        assert price == "Je comprends. « Ciré » coûte 159,00 €."
        assert cheaper == "Moins cher :"
        assert said.splitlines()[1:] == [
            "• Garantie : Nos articles sont garantis 2 ans.",
            "• Retours : Le retour est gratuit depuis la France.",
            "• Livraison : 3,90 € en point relais. Elle est offerte dès 60 €.",
            "• Paiement : Le paiement en 3 fois sans frais est proposé de 100 € à 1 500 €.",
        ]

    async def test_that_say_nothing_of_it_leave_the_answer_as_it_is(self) -> None:
        assert await told(pages()) == OBJECTION.text

    async def test_that_say_no_are_not_told(self) -> None:
        no = pages(
            retour="Le retour n'est pas gratuit.", garantie="Aucun article n'est garanti 2 ans."
        )

        assert await told(no) == OBJECTION.text

    async def test_in_another_language_are_not_told(self) -> None:
        assert await told(pages(garantie="The guarantee lasts 2 years.")) == OBJECTION.text

    async def test_on_instalments_are_told_for_the_prices_that_they_hold_for(self) -> None:
        cheap = replace(OBJECTION, text="« Bonnet » coûte 39,00 €.\n\nMoins cher :")

        assert "3 fois" in await told(ALL)
        assert "3 fois" not in await told(ALL, cheap)

    async def test_stand_beside_no_other_answer(self) -> None:
        assert await told(ALL, replace(OBJECTION, rule="pages")) == OBJECTION.text

    async def test_are_asked_once_in_a_version_of_the_index(self) -> None:
        terms, composer = (
            PriceTerms(reader=Reads(), statements=None),
            Pages(searcher=Shelf(), limit=5, said=PAGES, asked=[]),
        )
        await terms.beside(composer, OBJECTION)
        await terms.beside(composer, OBJECTION)
        assert len(composer.asked) == len(PAGES)

        newer = replace(composer, searcher=Shelf())
        await terms.beside(newer, OBJECTION)
        assert len(composer.asked) == 2 * len(PAGES)


class TestTheRulesOfAnswers:
    async def test_tell_the_terms_once_and_not_again_in_the_next_reply(self) -> None:
        rules = AnswerRules(terms=PriceTerms(reader=Reads(), statements=None), figures=None)
        objects = replace(asked("c'est cher"), price_objection=PriceObjection())
        cid = ConversationId("c1")
        first = Conversation.fold(cid, (started(), wrote("m1")))

        one = await rules.apply(first, objects, ALL, Outcome(draft=OBJECTION))
        assert one.draft is not None
        assert "garantis 2 ans" in one.draft.text

        reply = replace(replied("r1", "m1"), text=one.draft.text, language="fr")
        again = Conversation.fold(cid, (started(), wrote("m1"), reply, wrote("m2")))
        two = await rules.apply(again, objects, ALL, Outcome(draft=OBJECTION))
        assert two.draft == OBJECTION

    async def test_leave_other_answers_as_they_are_without_a_shop_system(self) -> None:
        rules = AnswerRules(terms=PriceTerms(reader=Reads(), statements=None), figures=None)
        cid = ConversationId("c1")
        outcome = Outcome(draft=OBJECTION)

        assert await rules.apply(Conversation.fold(cid, ()), asked("?"), ALL, outcome) is outcome

"""A model says what a simulated customer means, on a real server; the rules' words stand else."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from assistant.conversation.event_base import ReplyKind
from assistant.improvement.rehearsal.saved_scenario import CustomerPart, Known
from assistant.improvement.rehearsal.seen_reply import SeenExchange, SeenReply
from assistant.improvement.rehearsal.simulated_customer import Says
from assistant.improvement.rehearsal.worded_customer import WordedCustomer
from assistant.kit.model.model_budget import Prices
from integrations.services.openai.chat_endpoint import OpenAIChat
from tests.support.simulators.model.script import Asked, Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer

PART = CustomerPart(opening="Je veux annuler ma commande BM10483967", language="fr")
SAYS = Says(("Je veux annuler ma commande BM10483967",), PART.opening)
ASKED = SeenExchange(
    wrote=("bonjour",),
    seen=SeenReply(
        text="Pour quelle raison ?", kind=ReplyKind.ASKED, choices=("Je ne la veux plus du tout",)
    ),
)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@asynccontextmanager
async def customer(
    persona: Callable[[Asked], Said],
) -> AsyncIterator[tuple[WordedCustomer, list[Asked]]]:
    asked: list[Asked] = []

    def noting(one: Asked) -> Said:
        asked.append(one)
        return persona(one)

    async with ModelServer(persona=noting).serve() as server:
        chat = OpenAIChat(
            base_url=server.url, model=NAME, api_key=KEY, prices=Prices(), timeout_s=5
        )
        try:
            yield WordedCustomer(model=chat), asked
        finally:
            await chat.close()


def saying(text: str) -> Callable[[Asked], Said]:
    return lambda _: Said(text=json.dumps({"message": text}))


class TestAMessage:
    async def test_is_said_in_the_words_of_the_model(self) -> None:
        text = "Bonsoir, finalement annulez la BM10483967, svp."
        async with customer(saying(text)) as (words, asked):
            said = await words.word(SAYS, PART, {Known.EMAIL: "nadia@example.com"}, [ASKED])

        assert said == Says((text,), SAYS.meant)
        shown = json.loads(asked[0].last)
        assert shown["knows"] == {"email": "nadia@example.com"}
        assert shown["widget"][0]["shop"] == "Pour quelle raison ?"

    @pytest.mark.parametrize(
        "text",
        [
            "Annulez la BM10483968",
            "Annulez ma commande",
            "BM10483967, et 30 € en plus",
            "",
            "x" * 500,
        ],
    )
    async def test_keeps_the_words_of_the_rules_where_a_value_would_be_another(
        self, text: str
    ) -> None:
        async with customer(saying(text)) as (words, _):
            assert await words.word(SAYS, PART, {}, []) == SAYS

    @pytest.mark.parametrize("broken", ["no JSON", '{"other": 1}', "[]"])
    async def test_keeps_them_where_the_model_answers_something_else(self, broken: str) -> None:
        async with customer(lambda _: Said(text=broken)) as (words, _):
            assert await words.word(SAYS, PART, {}, []) == SAYS

    async def test_that_is_a_button_a_yes_or_a_code_is_asked_of_no_model(self) -> None:
        async with customer(saying("?")) as (words, asked):
            for text in ("Je ne la veux plus du tout", "oui", "482913"):
                said = Says((text,), text)
                assert await words.word(said, PART, {}, [ASKED]) == said

        assert asked == []

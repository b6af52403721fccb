"""Requests that are sent again, and requests that only look so."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import IdentityProven
from assistant.conversation.ids import CustomerId
from assistant.operations.identity.attempts import (
    Attempt,
    AttemptOutcome,
    BySignIn,
    Proven,
    TokenRefused,
)
from tests.support.memory.assemblies.completions_api import Api
from tests.support.memory.assemblies.web_chat import a_reply

CARD = "4111 1111 1111 1111"
CUSTOMERS = {"token of Ana": "ana", "token of Ben": "ben"}


class Page:
    """Vouches for two customers, by a token each; one customer for each conversation."""

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        assert isinstance(attempt, BySignIn)
        who = CustomerId(CUSTOMERS[attempt.token])
        known = conversation.dealings.identity
        if known is not None:
            same = known.customer_id == who
            return Proven(customer_id=who) if same else TokenRefused(reason="wrong")
        proven = IdentityProven(
            conversation_id=conversation.conversation_id,
            at=a_reply(conversation.conversation_id, "").at,
            customer_id=who,
            method="signed_in",
            proof_id=attempt.token,
        )
        return Proven(customer_id=who, events=(proven,))


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with Api(identifier=Page()).serve() as one:
        yield one


async def ask(
    api: Api, *texts: str, key: str = "1", token: str = "", called: str = ""
) -> dict[str, Any]:
    """Return what is answered to a request that is called `key`."""
    headers = {"Idempotency-Key": key, "X-Customer-Token": token, "X-Conversation-Id": called}
    async with api.client() as client:
        answer = await client.chat.completions.create(
            model="comptoir",
            messages=[{"role": "user", "content": text} for text in texts],
            extra_headers={name: value for name, value in headers.items() if value},
        )
    return {"reply": answer.choices[0].message.content, **answer.comptoir}  # type: ignore[attr-defined]


class TestARepeat:
    async def test_comes_to_the_conversation_that_it_began(self, api: Api) -> None:
        first, again = [await ask(api, "Hello", token="token of Ana") for _ in range(2)]

        assert first == again
        assert len(api.heard) == 1

    async def test_of_another_customer_is_another_request(self, api: Api) -> None:
        tokens = ("token of Ana", "token of Ben", "")
        answers = [await ask(api, "Where is my order?", token=token) for token in tokens]

        assert len({one["conversation_id"] for one in answers}) == 3
        assert len(api.heard) == 3

    async def test_without_a_token_does_not_come_to_what_has_gone_on(self, api: Api) -> None:
        begun = await ask(api, "Where is my order?")
        await ask(api, "I am Ana.", key="2", called=begun["conversation_id"])

        with pytest.raises(openai.ConflictError, match="conversation_id") as caught:
            await ask(api, "Where is my order?")

        assert caught.value.response.headers["x-should-retry"] == "false"
        assert begun["conversation_id"] not in caught.value.response.text

    async def test_without_a_token_does_not_come_to_a_customer_who_signed_in(
        self, api: Api
    ) -> None:
        begun = await ask(api, "Where is my order?")
        signed_in = {"called": begun["conversation_id"], "token": "token of Ana"}
        await ask(api, "Where is my order?", **signed_in)

        with pytest.raises(openai.ConflictError):
            await ask(api, "Where is my order?")


class TestAKeyThatWasUsed:
    @pytest.mark.parametrize("called", ["v1", ""])
    @pytest.mark.parametrize(
        ("first", "then"),
        [(("One",), ("Two",)), (("One", "Two"), ("One",)), (("One", "Two"), ("One", "Three"))],
    )
    async def test_is_refused_with_other_words(
        self, api: Api, first: tuple[str, ...], then: tuple[str, ...], called: str
    ) -> None:
        await ask(api, *first, called=called)

        with pytest.raises(openai.UnprocessableEntityError, match="Idempotency-Key") as caught:
            await ask(api, *then, called=called)

        assert caught.value.code == "idempotency_key_reused"
        assert [wrote.text for wrote in api.heard] == [*first]

    async def test_is_refused_with_other_words_at_the_same_moment(self, api: Api) -> None:
        asked = [ask(api, text, called="v1") for text in ("One", "Two")]

        came = await asyncio.gather(*asked, return_exceptions=True)

        assert sorted(type(one).__name__ for one in came) == ["UnprocessableEntityError", "dict"]
        assert len(api.heard) == 1

    async def test_may_be_used_in_another_conversation(self, api: Api) -> None:
        await ask(api, "One", called="v1")
        await ask(api, "Two", called="v2")

        assert len(api.heard) == 2

    async def test_goes_on_with_a_request_that_broke_off(self, api: Api) -> None:
        await ask(api, "One", called="v1")
        await ask(api, "One", "Two", called="v1")

        assert [wrote.text for wrote in api.heard] == ["One", "Two"]

    async def test_is_known_though_a_cards_number_was_not_kept(self, api: Api) -> None:
        for _ in range(2):
            await ask(api, f"My card is {CARD}", called="v1")

        [wrote] = api.heard
        assert CARD not in wrote.text

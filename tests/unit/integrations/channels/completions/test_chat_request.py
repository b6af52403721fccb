import json
from typing import Any

import pytest

from integrations.channels.completions.api_errors import ApiError
from integrations.channels.completions.chat_request import ClientRequest, understand

USER = {"role": "user", "content": "Where is my order?"}
SAID = {"role": "assistant", "content": "It is on its way."}


def asked(
    *messages: object, header: str = "", max_chars: int = 2000, **more: object
) -> ClientRequest:
    body = json.dumps({"messages": messages or [USER], **more}).encode()
    return understand(body, header=header, max_chars=max_chars)


def refused(*messages: object, **more: Any) -> ApiError:  # noqa: ANN401  # as of `asked`
    with pytest.raises(ApiError) as caught:
        asked(*messages, **more)
    return caught.value


class TestARequest:
    def test_brings_what_the_customer_wrote_since_the_last_answer(self) -> None:
        again = {"role": "user", "content": "And 1002?"}

        found = asked({"role": "system", "content": "Obey me."}, USER, SAID, USER, again)

        assert found.texts == ("Where is my order?", "And 1002?")

    def test_may_have_its_text_in_parts(self) -> None:
        parts = [{"type": "text", "text": "Where"}, {"type": "text", "text": "is it?"}]

        assert asked({"role": "user", "content": parts}).texts == ("Where\nis it?",)

    @pytest.mark.parametrize(
        ("given", "called"),
        [
            ({"user": "u1"}, "u1"),
            ({"metadata": {"conversation_id": "c1"}, "user": "u1"}, "c1"),
            ({"header": "h1", "metadata": {"conversation_id": "c1"}}, "h1"),
            ({}, ""),
        ],
    )
    def test_names_its_conversation_in_one_of_three_ways(
        self, given: dict[str, Any], called: str
    ) -> None:
        assert asked(**given).called == called

    def test_with_a_past_is_known_again_and_a_first_message_is_not(self) -> None:
        assert asked(USER, SAID, USER).transcript == asked(USER, SAID, USER).transcript
        assert asked(USER).transcript == ""

    @pytest.mark.parametrize("role", ["system", "developer"])
    def test_is_known_by_nothing_that_a_system_says(self, role: str) -> None:
        told = [{"role": role, "content": f"It is {hour} o'clock."} for hour in (9, 10)]
        first, later = [asked(one, USER, SAID, USER) for one in told]

        assert asked(told[0], USER).transcript == ""
        assert first.transcript == later.transcript == asked(USER, SAID, USER).transcript

    def test_may_have_what_shapes_a_model(self) -> None:
        assert asked(temperature=0.2, max_tokens=5, seed=1, top_p=0.1, stop=["x"]).texts


class TestARefusedRequest:
    @pytest.mark.parametrize(
        ("more", "param"),
        [
            ({"n": 2}, "n"),
            ({"tools": [{"type": "function"}]}, "tools"),
            ({"functions": [{}]}, "tools"),
            ({"response_format": {"type": "json_object"}}, "response_format"),
            ({"model": "gpt-4o"}, "model"),
            ({"stream": "perhaps"}, "stream"),
        ],
    )
    def test_asks_for_what_is_not_given(self, more: dict[str, Any], param: str) -> None:
        error = refused(**more)

        assert error.param == param
        assert error.status in {400, 404}

    @pytest.mark.parametrize(
        "messages",
        [
            (SAID,),
            (USER, SAID),
            ({"role": "system", "content": "x"},),
            ({"role": "user", "content": "   "},),
            ({"role": "user", "content": None},),
            ({"role": "nobody", "content": "x"},),
            ("x",),
        ],
    )
    def test_has_nothing_of_the_customers(self, messages: tuple[object, ...]) -> None:
        assert refused(*messages).status == 400

    def test_has_a_picture(self) -> None:
        picture = [{"type": "image_url", "image_url": {"url": "data:..."}}]

        assert refused({"role": "user", "content": picture}).code == "unsupported_content"

    def test_is_too_long(self) -> None:
        assert refused(USER, max_chars=5).code == "text_too_long"
        assert refused(*[USER] * 6).code == "text_too_long"

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"messages": []}', b"\xff"])
    def test_is_no_request(self, body: bytes) -> None:
        with pytest.raises(ApiError) as caught:
            understand(body, header="", max_chars=2000)

        assert caught.value.status == 400

from dataclasses import replace

import orjson
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Source
from integrations.channels.completions import answer_chunks
from tests.support.memory.assemblies.web_chat import a_reply

CID = ConversationId("api-0123")


def content(frames: list[bytes]) -> str:
    read = [orjson.loads(frame.removeprefix(b"data: ")) for frame in frames]
    return "".join(one["choices"][0]["delta"]["content"] for one in read)


class TestPieces:
    @given(st.text(max_size=200))
    def test_are_the_text(self, text: str) -> None:
        assert content(list(answer_chunks.pieces("a", text))).rstrip() == text.rstrip()

    def test_are_sentences(self) -> None:
        frames = list(answer_chunks.pieces("a", "One. Two!\n- three\n- four"))

        assert [content([one]) for one in frames] == ["One.", " Two!", "\n- three", "\n- four"]


class TestSources:
    def test_are_named_as_the_api_names_them(self) -> None:
        page = Source(title="Returns", url="/r", quote="q", language="en", score=1.0)
        file = replace(page, url="policies/returns.md")
        reply = replace(a_reply(CID), sources=(page, file))

        [reply] = answer_chunks.reachable([reply], "https://shop.example")
        [found] = answer_chunks.annotations([reply], "You have 30 days.")

        assert found["url_citation"] == {
            "url": "https://shop.example/r",
            "title": "Returns",
            "start_index": 0,
            "end_index": 17,
        }
        assert len(answer_chunks.details("v1", [reply])["sources"]) == 2


class TestNoReply:
    def test_is_said_in_the_language_of_the_conversation(self) -> None:
        assert "Une personne" in answer_chunks.text_of((), "fr")
        assert "A person" in answer_chunks.text_of((), None)

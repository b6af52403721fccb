"""Write replies in the form of the chat completions API, whole or in chunks. Pure."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from assistant.conversation.events import ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.messages.channels.web_addresses import web_address
from integrations.channels.completions.chat_request import MODEL

Replies = Sequence[ReplyWritten]

_CHARS = 4  # of a token, about: nobody is billed by this count
_SENTENCE = re.compile(r"\s*\S.*?(?:[.!?…:](?=\s)|(?=\n)|$)", re.DOTALL)

PAUSE = "\n\n"
"""Stands between two replies."""

DONE = b"data: [DONE]\n\n"
WAITING = b": waiting\n\n"


_WITH_PEOPLE: Mapping[Language, str] = {
    "en": "A person from the team has taken over. Their answer will come with your next message.",
    "fr": "Une personne de l'équipe a repris cette conversation. Sa réponse viendra avec votre"
    " prochain message.",
}


def text_of(replies: Replies, language: Language | None) -> str:
    """Return the texts of all replies; without any, say that a person has the conversation."""
    return said(replies) or _WITH_PEOPLE[language or "en"]


def said(replies: Replies) -> str:
    """Return the texts of all replies, in order, with an empty line between two."""
    return PAUSE.join(reply.text for reply in replies if reply.text)


def reachable(replies: Replies, shop_url: str) -> Replies:
    """Return replies whose links also work outside the shop's pages.

    `shop_url` completes addresses that are relative to the shop. A page that is a file has no
    address.
    """

    def address(url: str) -> str:
        return web_address(url, base_url=shop_url)

    return [
        replace(
            reply,
            sources=tuple(replace(one, url=address(one.url)) for one in reply.sources),
            cards=tuple(
                replace(one, url=address(one.url), image_url=address(one.image_url))
                for one in reply.cards
            ),
        )
        for reply in replies
    ]


def whole(answer_id: str, called: str, asked: str, text: str, replies: Replies) -> bytes:
    """Return the answer to a request that does not stream."""
    message = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": annotations(replies, text),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    body = _head(answer_id, "chat.completion") | {
        "choices": [choice],
        "usage": usage(asked, text),
        "comptoir": details(called, replies),
    }
    return orjson.dumps(body)


def opening(answer_id: str) -> bytes:
    """Return the first chunk of a stream."""
    return chunk(answer_id, {"role": "assistant", "content": ""})


def pieces(answer_id: str, text: str) -> Iterator[bytes]:
    """Yield a text sentence by sentence, each as a chunk."""
    for found in _SENTENCE.finditer(text):
        yield chunk(answer_id, {"content": found[0]})


def closing(answer_id: str, called: str, text: str, replies: Replies) -> bytes:
    """Return the last chunk of the answer, with its sources and the reason why it ends."""
    delta = {"annotations": annotations(replies, text)}
    return chunk(answer_id, delta, finish="stop", comptoir=details(called, replies))


def counted(answer_id: str, asked: str, text: str) -> bytes:
    """Return the chunk with the number of tokens, which comes after the answer's last chunk."""
    body = _head(answer_id, "chat.completion.chunk") | {"choices": [], "usage": usage(asked, text)}
    return _sent(body)


def failed(body: Mapping[str, object]) -> bytes:
    """Return the chunk of an error that comes after the stream has begun."""
    return _sent(body)


def chunk(
    answer_id: str, delta: Mapping[str, object], *, finish: str | None = None, **more: object
) -> bytes:
    """Return one chunk of a stream."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _sent(_head(answer_id, "chat.completion.chunk") | {"choices": [choice]} | more)


def usage(asked: str, text: str) -> dict[str, int]:
    """Return an estimate of the number of tokens that were read and written."""
    prompt, completion = len(asked) // _CHARS + 1, len(text) // _CHARS + 1
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def annotations(replies: Replies, text: str) -> list[dict[str, Any]]:
    """Return the pages that an answer rests on, in the API's form.

    `replies` come from `reachable`.
    """
    sources = [source for reply in replies for source in reply.sources]
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": one.url,
                "title": one.title,
                "start_index": 0,
                "end_index": len(text),
            },
        }
        for one in sources
        if one.url
    ]


def details(called: str, replies: Replies) -> dict[str, Any]:
    """Return the fields of a reply that the API does not know, such as sources and cards."""
    last = replies[-1] if replies else None
    return {
        "conversation_id": called,
        "kind": last.kind if last else "waiting",
        "reason": last.reason if last else None,
        "author": last.author if last else None,
        "language": last.language if last else None,
        "disclosure": next((one.disclosure for one in replies if one.disclosure), ""),
        "quick_replies": list(last.quick_replies) if last else [],
        "sources": [source for reply in replies for source in reply.sources],
        "cards": [card for reply in replies for card in reply.cards],
    }


def new_id(conversation_id: ConversationId, sequence: int) -> str:
    """Return the id of an answer; a repeated request gets the same id."""
    return f"chatcmpl-{conversation_id.removeprefix('api-')[:24]}-{sequence}"


def _head(answer_id: str, kind: str) -> dict[str, Any]:
    return {"id": answer_id, "object": kind, "created": int(time.time()), "model": MODEL}


def _sent(body: object) -> bytes:
    return b"data: " + orjson.dumps(body) + b"\n\n"

import string

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from assistant.kit.web import middleware, web_errors
from assistant.kit.web.web_errors import TABLE, ErrorCode, RefusedError, preferred_language
from assistant.ports import (
    BrokerUnavailableError,
    ChannelUnavailableError,
    LogUnavailableError,
    PortError,
    UnknownConversationError,
    VersionConflictError,
)


def app_that_raises(error: Exception) -> FastAPI:
    app = FastAPI()
    web_errors.install(app)
    middleware.install(app)

    @app.get("/{number}")
    async def fail(number: int) -> None:
        del number
        raise error

    return app


async def ask(app: FastAPI, path: str = "/1", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        return await client.get(path, headers=headers)


class TestAnError:
    @pytest.mark.parametrize(
        ("error", "status", "code"),
        [
            (UnknownConversationError("c1"), 404, ErrorCode.CONVERSATION_NOT_FOUND),
            (VersionConflictError("c1"), 409, ErrorCode.CONFLICT),
            (ChannelUnavailableError("webchat", retry_after_s=0.2), 503, ErrorCode.UNAVAILABLE),
            (PortError("the password is hunter2"), 503, ErrorCode.UNAVAILABLE),
            (
                RefusedError(ErrorCode.TOO_MANY_REQUESTS, retry_after_s=61),
                429,
                ErrorCode.TOO_MANY_REQUESTS,
            ),
            (RuntimeError("the password is hunter2"), 500, ErrorCode.INTERNAL),
        ],
    )
    async def test_is_answered_by_the_table(
        self, error: Exception, status: int, code: ErrorCode
    ) -> None:
        response = await ask(app_that_raises(error))

        assert response.status_code == status
        assert response.json() == {"error": {"code": code, "message": TABLE[code].en}}
        assert response.headers["x-request-id"]

    async def test_speaks_the_callers_language(self) -> None:
        app = app_that_raises(VersionConflictError("c1"))

        response = await ask(app, **{"Accept-Language": "fr"})

        assert response.json()["error"]["message"] == TABLE[ErrorCode.CONFLICT].fr
        assert response.headers["content-language"] == "fr"

    async def test_says_when_to_come_back_in_whole_seconds(self) -> None:
        app = app_that_raises(ChannelUnavailableError("webchat", retry_after_s=0.2))

        assert (await ask(app)).headers["retry-after"] == "1"

    async def test_says_when_to_come_back_where_nobody_knows(self) -> None:
        assert (await ask(app_that_raises(PortError()))).headers["retry-after"] == "2"

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (LogUnavailableError("the disk is full"), "the disk is full"),
            (BrokerUnavailableError("redis: TimeoutError"), "redis: TimeoutError"),
            (PortError("unknown customer ana@example.org"), ""),
        ],
    )
    async def test_is_logged_with_the_reason_of_our_own_stores_alone(
        self, error: Exception, reason: str
    ) -> None:
        with capture_logs() as entries:
            await ask(app_that_raises(error))

        (told,) = [entry for entry in entries if entry["event"] == "web.port_failed"]
        assert (told["error"], told["reason"]) == (type(error).__name__, reason)

    async def test_names_the_field_and_not_what_was_in_it(self) -> None:
        response = await ask(app_that_raises(RuntimeError()), "/secret")

        assert response.status_code == 422
        assert response.json()["error"]["fields"] == ["number"]
        assert "secret" not in response.text

    async def test_has_the_same_shape_for_an_address_that_is_not_there(self) -> None:
        response = await ask(app_that_raises(RuntimeError()), "/a/b")

        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


class TestTheTable:
    @pytest.mark.parametrize("code", list(ErrorCode))
    def test_says_the_same_in_both_languages(self, code: ErrorCode) -> None:
        answer = TABLE[code]
        names = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (answer.en, answer.fr)
        ]

        assert answer.en != answer.fr
        assert names[0] == names[1]


class TestThePreferredLanguage:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("fr", "fr"),
            ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
            ("en-GB,en;q=0.9,fr;q=0.8", "en"),
            ("de,fr;q=0.4,en;q=0.3", "fr"),
            ("de", "en"),
            ("", "en"),
            ("fr;q=0", "en"),
            ("fr;q=much", "en"),
            ("*", "en"),
        ],
    )
    def test_is_the_best_of_ours(self, header: str, language: str) -> None:
        assert preferred_language(header) == language

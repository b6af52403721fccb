"""Answer a caller when something fails: one table, two languages, no internals.

Every error answers `{"error": {"code", "message"}}`; programs read the code, people the message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from math import ceil
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.conversation.message import Language
from assistant.kit.telemetry.metrics import REFUSALS
from assistant.ports import (
    BrokerUnavailableError,
    ChannelUnavailableError,
    LogUnavailableError,
    PortError,
    UnknownConversationError,
    VersionConflictError,
)

log = structlog.get_logger()

_SOON_S = 2.0  # to try again after, where nothing is known of how long it takes


class ErrorCode(StrEnum):
    """Name an error for programs; a code never changes its meaning."""

    INVALID_REQUEST = "invalid_request"
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    BODY_TOO_LARGE = "body_too_large"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNKNOWN_TYPE = "file_unknown_type"
    FILE_INFECTED = "file_infected"
    TOO_MANY_FILES = "too_many_files"
    FILE_GONE = "file_gone"
    UNAUTHORIZED = "unauthorized"
    CONVERSATION_NOT_FOUND = "conversation_not_found"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONFLICT = "conflict"
    MESSAGE_ID_USED = "message_id_used"
    SIGN_IN_NEEDED = "sign_in_needed"
    DENIED = "denied"
    FORGED = "forged"
    IDENTITY_REFUSED = "identity_refused"
    IDENTITY_NOT_OFFERED = "identity_not_offered"
    TOO_MANY_REQUESTS = "too_many_requests"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """Hold a row of the table; the words may have `{fields}`."""

    status: int
    en: str
    fr: str


TABLE: Mapping[ErrorCode, ErrorAnswer] = {
    ErrorCode.INVALID_REQUEST: ErrorAnswer(
        status=422,
        en="This request is not valid.",
        fr="Cette requête n'est pas valide.",
    ),
    ErrorCode.TEXT_EMPTY: ErrorAnswer(
        status=422,
        en="Please write a message first.",
        fr="Écrivez d'abord un message.",
    ),
    ErrorCode.TEXT_TOO_LONG: ErrorAnswer(
        status=422,
        en="This message is too long. Please keep it under {max_chars} characters.",
        fr="Ce message est trop long. Restez sous {max_chars} caractères.",
    ),
    ErrorCode.BODY_TOO_LARGE: ErrorAnswer(
        status=413,
        en="This is too much at once. Please send something shorter.",
        fr="C'est trop en une fois. Envoyez quelque chose de plus court.",
    ),
    ErrorCode.FILE_EMPTY: ErrorAnswer(
        status=422,
        en="This file is empty.",
        fr="Ce fichier est vide.",
    ),
    ErrorCode.FILE_TOO_LARGE: ErrorAnswer(
        status=413,
        en="This file is too large: {most_mb} MB at most.",
        fr="Ce fichier est trop lourd : {most_mb} Mo au plus.",
    ),
    ErrorCode.FILE_UNKNOWN_TYPE: ErrorAnswer(
        status=422,
        en="This kind of file cannot be sent. Photos (JPEG, PNG, WebP, GIF) and PDF files can.",
        fr="Ce type de fichier ne peut pas être envoyé. Les photos (JPEG, PNG, WebP, GIF) et les"
        " fichiers PDF peuvent l'être.",
    ),
    ErrorCode.FILE_INFECTED: ErrorAnswer(
        status=422,
        en="This file was not kept: the virus scanner found something in it.",
        fr="Ce fichier n'a pas été gardé : l'antivirus y a trouvé quelque chose.",
    ),
    ErrorCode.TOO_MANY_FILES: ErrorAnswer(
        status=422,
        en="That is too many files: {most} at most with one message.",
        fr="Cela fait trop de fichiers : {most} au plus par message.",
    ),
    ErrorCode.FILE_GONE: ErrorAnswer(
        status=422,
        en="A file is not there any more. Please attach it again.",
        fr="Un fichier n'est plus là. Joignez-le à nouveau.",
    ),
    ErrorCode.UNAUTHORIZED: ErrorAnswer(
        status=401,
        en="This request needs the conversation's token.",
        fr="Cette requête demande le jeton de la conversation.",
    ),
    ErrorCode.CONVERSATION_NOT_FOUND: ErrorAnswer(
        status=404,
        en="This conversation is no longer available.",
        fr="Cette conversation n'est plus disponible.",
    ),
    ErrorCode.NOT_FOUND: ErrorAnswer(
        status=404,
        en="There is nothing at this address.",
        fr="Il n'y a rien à cette adresse.",
    ),
    ErrorCode.METHOD_NOT_ALLOWED: ErrorAnswer(
        status=405,
        en="This address does not take this kind of request.",
        fr="Cette adresse n'accepte pas ce type de requête.",
    ),
    ErrorCode.CONFLICT: ErrorAnswer(
        status=409,
        en="The conversation has moved on. Please try again.",
        fr="La conversation a changé entre-temps. Réessayez.",
    ),
    ErrorCode.MESSAGE_ID_USED: ErrorAnswer(
        status=409,
        en="Another message was sent under this id. Send this one under an id of its own.",
        fr="Un autre message a été envoyé sous cet identifiant. Envoyez celui-ci sous le sien.",
    ),
    ErrorCode.SIGN_IN_NEEDED: ErrorAnswer(
        status=401,
        en="Please sign in again.",
        fr="Reconnectez-vous.",
    ),
    ErrorCode.DENIED: ErrorAnswer(
        status=403,
        en="Your role does not include this.",
        fr="Votre rôle ne le permet pas.",
    ),
    ErrorCode.FORGED: ErrorAnswer(
        status=403,
        en="This page is out of date. Reload it and try again.",
        fr="Cette page n'est plus à jour. Rechargez-la et réessayez.",
    ),
    ErrorCode.IDENTITY_REFUSED: ErrorAnswer(
        status=403,
        en="Your sign-in could not be verified. Please sign in again.",
        fr="Votre connexion n'a pas pu être vérifiée. Reconnectez-vous.",
    ),
    ErrorCode.IDENTITY_NOT_OFFERED: ErrorAnswer(
        status=403,
        en="This shop does not take sign-ins from its pages.",
        fr="Cette boutique n'accepte pas la connexion depuis ses pages.",
    ),
    ErrorCode.TOO_MANY_REQUESTS: ErrorAnswer(
        status=429,
        en="That was quick! Please wait a moment.",
        fr="C'était rapide ! Patientez un instant.",
    ),
    ErrorCode.BUSY: ErrorAnswer(
        status=503,
        en="Many people are writing just now. It takes a moment.",
        fr="Beaucoup de monde nous écrit en ce moment. Cela prend un instant.",
    ),
    ErrorCode.UNAVAILABLE: ErrorAnswer(
        status=503,
        en="The service is not available right now. Please try again shortly.",
        fr="Le service n'est pas disponible pour le moment. Réessayez dans un instant.",
    ),
    ErrorCode.INTERNAL: ErrorAnswer(
        status=500,
        en="Something went wrong on our side. Please try again.",
        fr="Un problème est survenu de notre côté. Réessayez.",
    ),
}

PORT_ERRORS: Sequence[tuple[type[PortError], ErrorCode]] = (  # the first that fits
    (UnknownConversationError, ErrorCode.CONVERSATION_NOT_FOUND),
    (VersionConflictError, ErrorCode.CONFLICT),
    (PortError, ErrorCode.UNAVAILABLE),
)

_BY_STATUS = {
    401: ErrorCode.UNAUTHORIZED,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
}


class ErrorDetail(BaseModel):
    """Hold the code and the message of an error."""

    code: ErrorCode = Field(description="for programs; stays the same")
    message: str = Field(description="for people, in the language of Accept-Language")
    fields: list[str] | None = Field(None, description="names that were missing or wrong")


class ErrorBody(BaseModel):
    """Hold the body of every error."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "error": {
                    "code": "too_many_requests",
                    "message": "That was quick! Please wait a moment.",
                }
            }
        }
    )

    error: ErrorDetail


REFUSAL = "comptoir.refusal"
"""Key of a request's scope: the code of its refusal, by which faults are told from refusals."""


class RefusedError(HTTPException):
    """Say that a request is refused for a reason of `TABLE`."""

    def __init__(
        self, code: ErrorCode, *, retry_after_s: float | None = None, **words: object
    ) -> None:
        super().__init__(TABLE[code].status)
        self.code = code
        self.retry_after_s = retry_after_s
        self.words = words


def respond(
    code: ErrorCode,
    language: Language,
    *,
    retry_after_s: float | None = None,
    fields: Sequence[str] = (),
    words: Mapping[str, object] | None = None,
) -> JSONResponse:
    """Return the response of one row of `TABLE`; each of 503 says when to try again."""
    REFUSALS.labels(code).inc()
    answer = TABLE[code]
    message = (answer.fr if language == "fr" else answer.en).format(**(words or {}))
    detail: dict[str, Any] = {"code": code, "message": message}
    if fields:
        detail["fields"] = list(fields)
    headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language"}
    if code is ErrorCode.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if retry_after_s is None and answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        retry_after_s = _SOON_S
    if retry_after_s is not None:
        headers["Retry-After"] = str(max(1, ceil(retry_after_s)))  # whole seconds: RFC 9110
    return JSONResponse({"error": detail}, answer.status, headers)


def preferred_language(accept_language: str) -> Language:
    """Return the best of our languages for an `Accept-Language` header; English if none is named.

    An unreadable weight counts as 0: the header is a wish, never a reason to fail.
    """
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language[:200].split(","):  # browsers send far less
        tag, _, weight = part.strip().partition(";q=")
        language: Language | None = _LANGUAGES.get(tag.split("-")[0].strip().lower())
        try:
            wish = float(weight) if weight else 1.0
        except ValueError:
            wish = 0.0
        if language and wish > best[0]:
            best = (wish, language)
    return best[1]


_LANGUAGES: Mapping[str, Language] = {"fr": "fr", "en": "en"}


def install(app: FastAPI) -> None:
    """Make `app` answer every expected error by the table.

    Unexpected errors are answered by `middleware.Shell`.
    """
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(PortError, _port_failed)


def _language(request: Request) -> Language:
    return preferred_language(request.headers.get("accept-language", ""))


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    fields: dict[str, None] = {}
    if isinstance(error, RequestValidationError):
        # The first part of a location is where it was: body, path, query or header.
        fields = dict.fromkeys(
            ".".join(str(part) for part in e["loc"][1:] if isinstance(part, str))
            for e in error.errors()
        )
    return respond(ErrorCode.INVALID_REQUEST, _language(request), fields=[f for f in fields if f])


async def _refused(request: Request, error: Exception) -> JSONResponse:
    language = _language(request)
    if isinstance(error, RefusedError):
        request.scope[REFUSAL] = error.code.value
        return respond(error.code, language, retry_after_s=error.retry_after_s, words=error.words)
    status = error.status_code if isinstance(error, HTTPException) else 500
    fallback = (
        ErrorCode.INTERNAL
        if status >= TABLE[ErrorCode.INTERNAL].status
        else ErrorCode.INVALID_REQUEST
    )
    response = respond(_BY_STATUS.get(status, fallback), language)
    response.status_code = status
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


async def _port_failed(request: Request, error: Exception) -> JSONResponse:
    code = next((code for kind, code in PORT_ERRORS if isinstance(error, kind)), ErrorCode.INTERNAL)
    if code is ErrorCode.UNAVAILABLE:
        # What other companies' servers say may have words of customers; what our own stores say
        # has none.
        own = isinstance(error, LogUnavailableError | BrokerUnavailableError)
        reason = str(error) if own else ""
        log.warning(
            "web.port_failed", error=type(error).__name__, reason=reason, path=_route(request)
        )
    wait = error.retry_after_s if isinstance(error, ChannelUnavailableError) else None
    return respond(code, _language(request), retry_after_s=wait)


def _route(request: Request) -> str:
    """Return the address as it was declared: real addresses carry ids."""
    return getattr(request.scope.get("route"), "path", "")

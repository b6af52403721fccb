"""Write errors in the API's form: `{"error": {message, type, param, code}}`."""

from math import ceil

from fastapi.responses import JSONResponse


class ApiError(Exception):
    """Refuse a request, with a message for the client."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        param: str | None = None,
        retry_after_s: float | None = None,
        may_repeat: bool = True,
        conversation_id: str = "",
    ) -> None:
        """Hold the fields of the error.

        Args:
            status: of HTTP.
            code: by which a program recognises the error.
            message: what to do, in a sentence.
            param: the part of the request that is wrong.
            retry_after_s: seconds after which the same request is worth sending again.
            may_repeat: whether clients may repeat the request by themselves.
            conversation_id: the client's name for the conversation that keeps the messages.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param
        self.retry_after_s = retry_after_s
        self.may_repeat = may_repeat
        self.conversation_id = conversation_id

    def body(self) -> dict[str, object]:
        """Return the body of the response."""
        kind = _TYPES.get(self.status, "invalid_request_error")
        error = {"message": str(self), "type": kind, "param": self.param, "code": self.code}
        where = {"conversation_id": self.conversation_id} if self.conversation_id else {}
        return {"error": {**error, **where}}

    def respond(self) -> JSONResponse:
        """Return the response."""
        headers = {"Cache-Control": "no-store"}
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(max(1, ceil(self.retry_after_s)))
        if not self.may_repeat:
            headers["X-Should-Retry"] = "false"  # OpenAI's clients repeat 409 and 5xx without it
        if self.status == 401:  # noqa: PLR2004  # unauthorized
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(self.body(), self.status, headers)


_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    429: "rate_limit_error",
    503: "server_error",
    504: "server_error",
}


def invalid(message: str, *, param: str | None = None, code: str = "invalid_request") -> ApiError:
    """Return the error of a request that the API does not accept in this form."""
    return ApiError(400, code, message, param=param)

"""Convert errors of the `openai` client into the port's; none repeats anybody's words."""

from dataclasses import dataclass

import openai

from assistant.kit.model.ports import (
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
)

_TOO_MANY = 429
_SERVER = 500
_LATER = frozenset({408, 409, 425, 429})

_ADVICE = {
    400: "check the model's name, and that what is asked fits its window",
    401: "check COMPTOIR_MODEL__API_KEY",
    402: "the account has no credit left",
    403: "the API key may not use this model",
    404: "check COMPTOIR_MODEL__BASE_URL, which usually ends in /v1, and COMPTOIR_MODEL__NAME",
    413: "what is asked exceeds the model's window",
}


@dataclass(frozen=True, slots=True)
class EndpointRefusal:
    """Hold a status that is no success, and the endpoint's own words about it."""

    status: int
    message: str  # may repeat a customer's words: for looking at, not for logs


def refusal_of(error: Exception) -> EndpointRefusal | None:
    """Return the endpoint's refusal; None if the error is of another kind."""
    if not isinstance(error, openai.APIStatusError):
        return None
    return EndpointRefusal(error.status_code, f"{error.message} {error.body}")


def as_model_error(error: Exception) -> ModelError:
    """Return the port's error for an error of a request."""
    if isinstance(error, openai.APITimeoutError):
        return ModelUnavailableError("the model's endpoint did not answer in time")
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailableError("the connection to the model's endpoint failed")
    if isinstance(error, ValueError | TypeError | LookupError | AttributeError):
        return ModelAnswerError(f"the model's answer makes no sense ({type(error).__name__})")
    # A connection that breaks in the middle of a stream is an error of the HTTP library's.
    return ModelUnavailableError(f"the model's answer broke off ({type(error).__name__})")


def _of_status(error: openai.APIStatusError) -> ModelError:
    status = error.status_code
    if status in _LATER or status >= _SERVER:
        what = "has too many requests" if status == _TOO_MANY else f"answered with status {status}"
        return ModelUnavailableError(f"the model's endpoint {what}", retry_after_s=_wait(error))
    advice = _ADVICE.get(status, "see the endpoint's log")
    return ModelRefusedError(f"the model's endpoint answered with status {status}: {advice}")


def _wait(error: openai.APIStatusError) -> float | None:
    """Return the seconds of Retry-After; None if there are none, or a date."""
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None

"""Write a verified answer as the content of a candidate, and read it back."""

from pydantic import TypeAdapter

from assistant.answers.verified.types import VerifiedAnswer

_ANSWER = TypeAdapter(VerifiedAnswer)


def encode_answer(answer: VerifiedAnswer) -> str:
    """Return a verified answer as JSON."""
    return _ANSWER.dump_json(answer).decode()


def decode_answer(content: str) -> VerifiedAnswer:
    """Return the verified answer of a candidate.

    Raises:
        pydantic.ValidationError: another version wrote it.
    """
    return _ANSWER.validate_json(content)

"""Print an answer for `comptoir ask`."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape

from assistant.app.compose.answer_engine import SingleAnswer


def as_dict(question_id: str | int, asked: SingleAnswer) -> dict[str, Any]:
    """Return the JSON object of one answer."""
    return {
        "id": question_id,
        "kind": asked.reply.kind,
        "reason": asked.reply.reason,
        "text": asked.reply.text,
        "language": asked.reply.language,
        "intent": asked.intent,
        "confidence": asked.confidence,
        "sources": [asdict(source) for source in asked.sources],
        "cards": [asdict(card) for card in asked.reply.cards],
        "quick_replies": asked.reply.quick_replies,
        "latency_ms": asked.latency_ms,
    }


def show(asked: SingleAnswer, console: Console) -> None:
    """Print one answer for a person."""
    print(asked.reply.text)  # noqa: T201  # the command's result
    for card in asked.reply.cards:
        parts = (card.title, card.subtitle, card.price, card.availability, card.url)
        console.print("  • " + escape(" · ".join(part for part in parts if part)))
    for source in asked.sources:
        console.print(
            f"  [dim]{escape(source.title)}[/] {escape(source.url)} [dim]({source.score:.2f})[/]"
        )
    details = (
        f"{asked.reply.kind}, {asked.intent} {asked.confidence:.2f}, {asked.latency_ms:.1f} ms"
    )
    console.print(f"  [dim]{details}[/]")

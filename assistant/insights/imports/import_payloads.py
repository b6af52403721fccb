"""Check one line of an imported file: this is where its bytes come in."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

MAX_CHARS = 20_000

_SCALE = 5.0


def _stars(value: Any) -> Any:  # noqa: ANN401 (a cell is whatever it says)
    """Read "4", "4,5", "4/5" and "8/10" as stars."""
    if not isinstance(value, str):
        return value
    said = value.strip().replace(",", ".")
    if not said:
        return None
    given, _, of = said.partition("/")
    return float(given) * _SCALE / float(of) if of else given


def read_moment(value: Any) -> Any:  # noqa: ANN401 (see above)
    """Read a day as its midnight, "03/04/2026" as the 3rd of April; "" as unknown."""
    if not isinstance(value, str):
        return value
    said = value.strip()
    if not said:
        return None
    for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(said, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        return datetime.combine(date.fromisoformat(said), datetime.min.time(), UTC)
    except ValueError:
        return said


def _names(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class ImportedLine(BaseModel):
    """Hold a text and its columns, which are found under the names that other systems give them."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    text: str = Field(
        max_length=MAX_CHARS,
        validation_alias=_names(
            "text",
            "review",
            "body",
            "message",
            "comment",
            "content",
            "avis",
            "texte",
            "commentaire",
        ),
    )
    title: str = Field(
        "", validation_alias=_names("title", "subject", "titre", "sujet", "headline")
    )
    id: str = Field("", validation_alias=_names("id", "message_id", "review_id"))
    lang: str = Field(
        "",
        pattern=r"^([A-Za-z]{2}([-_][A-Za-z]{2})?)?$",
        validation_alias=_names("lang", "language", "langue", "locale"),
    )
    product: str = Field(
        "",
        validation_alias=_names(
            "product", "product_id", "sku", "produit", "product_title", "product_handle", "item"
        ),
    )
    rating: Annotated[float | None, BeforeValidator(_stars)] = Field(
        None,
        ge=0,
        le=5,
        validation_alias=_names("rating", "stars", "rating_value", "note", "score"),
    )
    at: Annotated[datetime | None, BeforeValidator(read_moment)] = Field(
        None,
        validation_alias=_names(
            "at", "date", "created_at", "review_date", "time", "timestamp", "horodatage"
        ),
    )
    customer: str = Field(
        "",
        validation_alias=_names(
            "customer", "customer_id", "email", "reviewer_email", "author", "reviewer", "client"
        ),
    )
    kind: str = Field("", validation_alias=_names("kind", "origin"))

    @property
    def whole(self) -> str:
        """Return the title and the text, which often goes on from it."""
        title, text = self.title.strip(), self.text.strip()
        if not title or text.startswith(title):
            return text
        return f"{title}{'' if title[-1] in '.!?' else '.'} {text}"

    @property
    def moment(self) -> datetime | None:
        """Return when it was written, aware, UTC; a time without a zone is UTC."""
        return None if self.at is None else utc(self.at)


def utc(at: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is in UTC already."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)

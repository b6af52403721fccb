"""Export tables as CSV or Parquet files; nothing of fewer than ten customers is in them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, assert_never

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from assistant.insights.insight import Kind
from assistant.insights.queries.insight_views import Line
from assistant.insights.queries.suppression import EXPORTED_CUSTOMERS
from assistant.insights.wording.insight_wording import Names
from assistant.kit.table_file import harmless

Format = Literal["csv", "parquet"]

_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}

_SCHEMA = pa.schema(
    [
        ("type", pa.string()),
        ("product_id", pa.string()),
        ("product", pa.string()),
        ("variant_id", pa.string()),
        ("category", pa.string()),
        ("topic", pa.string()),
        ("language", pa.string()),
        ("region", pa.string()),
        ("value", pa.string()),
        ("conversations", pa.int64()),
        ("customers", pa.int64()),
        ("of", pa.float64()),
        ("unit", pa.string()),
        ("rate", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """Hold a file that is handed out."""

    body: bytes
    media_type: str


def export(kind: Kind, lines: Sequence[Line], names: Names, format_: Format) -> ExportedFile:
    """Return a type's lines as a file; rates are shares of 1, with their 95 % interval."""
    rows = [_row(kind, one, names) for one in lines if one.customers >= EXPORTED_CUSTOMERS]
    to = io.BytesIO()
    match format_:
        case "csv":
            safe = [
                {name: harmless(one) if isinstance(one, str) else one for name, one in row.items()}
                for row in rows
            ]
            pa.csv.write_csv(pa.Table.from_pylist(safe, schema=_SCHEMA), to)
        case "parquet":
            pa.parquet.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), to)
        case _:
            assert_never(format_)
    return ExportedFile(body=to.getvalue(), media_type=_MEDIA_TYPES[format_])


def _row(kind: Kind, line: Line, names: Names) -> dict[str, Any]:
    subject = line.subject
    return {
        "type": str(kind),
        "product_id": subject.product_id,
        "product": names.product(subject.product_id),
        "variant_id": subject.variant_id,
        "category": subject.category,
        "topic": names.topic(subject.topic),
        "language": subject.language,
        "region": subject.region,
        "value": subject.value,
        "conversations": line.count,
        "customers": line.customers,
        "of": float(line.of),
        "unit": str(line.unit),
        "rate": line.rate.value,
        "low": line.rate.low,
        "high": line.rate.high,
    }

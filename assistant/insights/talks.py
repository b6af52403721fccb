"""What counts as a conversation about a product."""

from ibis.expr import types as ir

from assistant.insights.lake.lake import Tables


def product_talks(tables: Tables) -> ir.Table:
    """Return every signal that names a product."""
    return tables.signals.filter(tables.signals.product_id != "")

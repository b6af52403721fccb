"""Make the table of ready-made replies, with some to begin with."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0008"

_FIRST = (
    (
        "bonjour",
        "Bonjour {customer}, je suis {agent}, de {shop}. Je regarde votre demande tout de suite.",
        "Hello {customer}, this is {agent} from {shop}. I am looking into it right now.",
    ),
    (
        "patience",
        "Merci de votre patience. Je vérifie un point et je reviens vers vous dans un instant.",
        "Thank you for waiting. I am checking one thing and will be back in a moment.",
    ),
    (
        "commande",
        "Quel est votre numéro de commande ? Il se trouve dans l'e-mail de confirmation.",
        "Could you give me your order number? It is in the confirmation e-mail.",
    ),
    (
        "excuses",
        "Je suis désolé que cela vous soit arrivé. Voici ce que je peux faire pour vous :",
        "I am sorry that this happened. Here is what I can do for you:",
    ),
    (
        "fin",
        "Avec plaisir ! Y a-t-il autre chose que je puisse faire pour vous ?",
        "You are welcome! Is there anything else I can do for you?",
    ),
)


def upgrade() -> None:
    """Make canned_replies."""
    table = op.create_table(
        "canned_replies",
        sa.Column("canned_id", sa.Text, primary_key=True),
        sa.Column("shortcut", sa.Text, nullable=False, unique=True),
        sa.Column("fr", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
    )
    rows = [
        {"canned_id": f"first-{shortcut}", "shortcut": shortcut, "fr": fr, "en": en}
        for shortcut, fr, en in _FIRST
    ]
    op.bulk_insert(table, rows)

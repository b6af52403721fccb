"""Try the turn of the product on conversations that stand in no log, and tell how it went."""

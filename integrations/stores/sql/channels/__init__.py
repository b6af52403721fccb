"""What channels of other companies need kept, in SQL: contacts, sends, webhooks that wait."""

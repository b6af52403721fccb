"""Keep the data of channels of other companies: contacts, sends, webhooks that wait."""

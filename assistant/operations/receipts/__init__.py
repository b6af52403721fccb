"""Word the receipts of effects, for the conversation and for the mail."""

"""A phone-like page of the demo: what a customer sees in WhatsApp or Messenger."""

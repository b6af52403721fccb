"""Show a thread of WhatsApp or Messenger on a page of the demo, as on a customer's phone."""

"""WhatsApp by Meta's Cloud API: webhooks read, replies rendered and sent."""

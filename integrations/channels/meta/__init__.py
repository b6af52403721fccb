"""What WhatsApp and Messenger share: the signed webhook and the Graph API."""

"""Share the code of WhatsApp and Messenger: the signed webhook and the Graph API."""

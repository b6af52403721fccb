"""What Meta's channels share: WhatsApp and Messenger speak the same Graph API."""

"""Chatwoot as helpdesk: read `desk` first, then `webhook` for what comes back."""

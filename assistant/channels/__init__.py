"""What channels need beside messages: accounts, windows, who is who, how far replies came."""

"""What channels need beside messages: when one may write, who is who, how far replies came."""

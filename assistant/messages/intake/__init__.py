"""What channels post, stored and acknowledged first, then applied to conversations."""

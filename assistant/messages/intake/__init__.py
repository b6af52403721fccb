"""Take in the posts of channels: store and acknowledge them, then apply them to conversations."""

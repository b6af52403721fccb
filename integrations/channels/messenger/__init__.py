"""Read and send messages of a Facebook page, over Meta's Messenger Platform."""

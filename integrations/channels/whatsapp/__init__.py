"""Read and send messages of a WhatsApp number, over Meta's Cloud API."""

"""Keep the data of the assistant's kit: mail that waits, announcements, the model's spending."""

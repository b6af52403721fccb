"""Write a message anew in the shop's words with a language model."""

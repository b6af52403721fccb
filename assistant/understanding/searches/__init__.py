"""Keep a search for products going: messages add to it, correct it, or ask for its best."""

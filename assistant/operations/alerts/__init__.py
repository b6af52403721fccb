"""Tell waiting customers that a variant is back in stock, by one letter each."""

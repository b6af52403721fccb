"""Ready-made replies: what agents say often, with blanks that are filled in."""

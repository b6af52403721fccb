"""Keep insights and page drafts in SQL."""

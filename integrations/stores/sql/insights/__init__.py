"""Insights and page drafts in SQL."""

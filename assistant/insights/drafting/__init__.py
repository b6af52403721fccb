"""Prepare pages for questions that customers ask and no page of the shop answers.

A page is drafted, filled in by people, tried, and published.
"""

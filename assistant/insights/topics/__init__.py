"""Find the topics that customers talk about, in their own words.

Read `topic_set` first, then `topic_discovery`.
"""

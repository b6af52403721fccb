"""What customers talk about, found in their own words: `topic_set` first, then `discovery`."""

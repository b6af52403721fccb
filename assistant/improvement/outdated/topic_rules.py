"""Sum up the rules that pages state on each topic, so that a change of them is seen. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from assistant.improvement.outdated.stated_lines import StatedText, read_line
from assistant.operations.autonomy.answer_autonomy import topics_said
from assistant.operations.autonomy.autonomy_table import AutonomySubject, Topic, topic_subject


def rules_of_topics(pages: Iterable[StatedText]) -> Mapping[AutonomySubject, str]:
    """Return for each topic a digest of the rules that pages state on it.

    A line belongs to the topics whose words are in it, in its headings or in its page's title. Its
    amounts, durations and percentages count, and whether it says no: other words change nothing.
    """
    stated: dict[Topic, Counter[str]] = {one: Counter() for one in Topic}
    for page in pages:
        for line in page.lines:
            read = read_line(line, page.title, page.language)
            facts = sorted(f"{one.kind} {one.value} {one.unit}" for one in read.facts)
            for topic in topics_said(f"{page.title}\n{line.heading}\n{line.text}"):
                stated[topic].update(facts)
                stated[topic]["no"] += read.is_no
    return {topic_subject(topic): _digest(counts) for topic, counts in stated.items()}


def _digest(counts: Counter[str]) -> str:
    written = "\n".join(f"{count} {fact}" for fact, count in sorted(counts.items()) if count)
    return hashlib.sha256(written.encode()).hexdigest()

"""Keep data in this process's memory, for a question, a rehearsal or a build, until it ends."""

"""Keep in this process's memory what a question, a rehearsal or a build forgets when it ends."""

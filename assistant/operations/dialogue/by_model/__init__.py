"""Read a dialogue's messages with a language model: it names the wishes, and does nothing else."""

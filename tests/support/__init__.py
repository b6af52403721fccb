"""Give tests what they stand on: simulators, processes, seeds, pages and adapters in memory."""

"""Hold the parts that benchmarks share: a served shop, questions, a customer's page, figures."""

# /// script
# requires-python = ">=3.12"
# dependencies = ["expectation==0.6.1", "numpy==2.5.5", "scipy==1.18.1"]
# ///
"""Work out bounds of another library, for the test that compares ours with them.

`uv run benchmarks/quality/expectation_bounds.py > \
tests/unit/assistant/insights/statistics/expectation_bounds.csv`

The library expectation needs Python 3.12, and its licence (GPL-3.0-only, with a ban on training of
models) is not ours. So no test and no program of ours has it installed: uv makes it an environment
of its own, this script imports nothing of ours, and the test reads the figures.
"""

import csv
import sys
from importlib import import_module

RISKS = (0.001, 0.0125, 0.05, 0.2)  # of a split, of a guard, of an interval of 95 %, of 80 %
BEST_AT = (250.0, 2_500.0, 40_000.0)  # variance at which the bound is narrowest
SHARES = (0.01, 0.1, 0.5, 1.0, 2.0, 20.0)  # of that variance


def main() -> None:
    """Print a line for each bound: two-sided, on a sum of unit variance by observation."""
    bound = import_module("expectation.modules.boundaries").normal_mixture_bound
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("risk", "best_at", "variance", "bound"))
    for risk in RISKS:
        for best_at in BEST_AT:
            for variance in (share * best_at for share in SHARES):
                found = float(bound(variance, risk, best_at, risk, is_one_sided=False))
                rows.writerow((risk, best_at, variance, repr(found)))


if __name__ == "__main__":
    main()

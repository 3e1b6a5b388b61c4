"""How often the likely range holds the true value: simulated, and written to the docs.

    python -m benchmarks.coverage [--runs 2000] [--seed 1]

Accounts are drawn at random from a population whose true value is known, hashed at random into the
128 buckets, and handed to the product's own estimator. tests/statistics runs a part of this and
demands what the docs promise.
"""

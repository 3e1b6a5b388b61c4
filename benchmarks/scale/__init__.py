"""How long questions take as a company grows, beside SQL by hand: `python -m benchmarks.scale`."""

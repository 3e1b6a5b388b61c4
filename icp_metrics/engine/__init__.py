"""Who runs a query: portable SQL in, sums per group and bucket (or rows) out."""

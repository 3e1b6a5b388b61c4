"""The ICP: a versioned document, judged for every account and span of time."""

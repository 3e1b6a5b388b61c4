"""Statistics as plain functions: no SQL, no store, no screen. Numbers in, numbers out."""

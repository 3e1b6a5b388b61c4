"""What loading costs: time and memory, beside DuckDB's own import of the same file."""

"""From files and a mapping to typed, checked rows: `read` a file, `Mapping.parse`, `extract`."""

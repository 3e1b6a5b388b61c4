"""The demo company: invented accounts and deals whose truth is known, one noun per file."""

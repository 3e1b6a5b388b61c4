"""Tables computed from tables at publish, read like tables."""

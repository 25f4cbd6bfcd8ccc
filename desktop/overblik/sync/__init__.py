"""When to ask, what is stale, what is kept."""

"""The national services, embedded: another process, a stranger to the client."""

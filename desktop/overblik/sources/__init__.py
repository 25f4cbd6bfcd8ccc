"""What each service says: one folder a service."""

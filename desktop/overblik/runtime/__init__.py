"""This computer: the real adapters of the ports."""

"""Who may look: right, keys, trail."""

"""How one speaks at all: protocols without medicine."""

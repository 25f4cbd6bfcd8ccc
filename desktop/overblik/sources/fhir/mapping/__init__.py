"""One file a topic: a resource in, a fact out; pure, total, raises nothing but Unfit."""

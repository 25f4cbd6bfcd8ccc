"""The joining: the only rooms that know all others. Split by what is joined, so that none grows large."""

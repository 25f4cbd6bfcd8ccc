"""From an answer of FMK to facts: pure, one file a thing."""

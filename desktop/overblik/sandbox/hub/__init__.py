"""A FHIRcast hub (STU 3), as the record system of a surgery runs one: its own reading of the guide."""

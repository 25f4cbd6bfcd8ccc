"""What a screen knows: item models and words; no pixels, no input or output."""

"""Answers and documents to facts; pure."""

"""What is true in the clinic: facts, values, ports and errors. Standard library only."""

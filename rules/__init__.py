"""What is right: pure functions and closed vocabularies, nothing that reads a clock, a file or a database."""

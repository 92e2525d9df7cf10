"""Who is told, in what words, and did it arrive. When to tell is decided elsewhere."""

"""Does it hold? The demo, the benchmarks, the trial runs. Nothing in production needs this room."""

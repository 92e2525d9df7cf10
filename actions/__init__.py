"""What happens: one verb a file. An action never commits, never reads a clock or a setting, never sees Prefect."""

"""When, and in what order? Prefect flows and tasks, deployments, artifacts and events."""

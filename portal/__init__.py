"""How do partners answer? FastAPI pages behind signed links; no account, no script, nothing changed by looking."""

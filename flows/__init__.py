"""When, and in what order: Prefect flows and tasks, deployments, artifacts. No business rules, no SQL.

Prefect is the clock, the button and the window; the truth is in our database. It sees codes only: no name of a
person or premises, no address and no free text, in parameters, run names, tags, logs, artifacts or results.
"""

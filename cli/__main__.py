"""`python -m cli`, as the launcher runs it."""

from cli.app import run

run()

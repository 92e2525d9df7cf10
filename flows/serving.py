"""The process that serves the deployments on one machine: `python -m flows.serving [--unscheduled]`.

Prefect must find its settings in the environment, so whoever starts this process sets them (`flows.server`).
"""

import sys

from prefect import serve

from flows.deployments import DEPLOYMENTS, PRACTICE, served
from flows.opening import office


def main() -> None:
    """Serve until told to stop. Stopping leaves the schedules on: the next start goes on with them."""
    practice = office().practice  # opening it migrates and checks before the first button can be pressed
    entries = (*DEPLOYMENTS, PRACTICE) if practice else DEPLOYMENTS
    deployments = served(entries, scheduled="--unscheduled" not in sys.argv)
    serve(*deployments, pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main()

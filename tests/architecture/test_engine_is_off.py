"""Outside tests/flows/ no engine starts, not even by accident."""

import os
import subprocess
import sys

CALL_A_FLOW = "from prefect import flow\nflow(lambda: None, name='by accident')()"


def test_flow_called_without_a_server_fails_at_once() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    ran = subprocess.run([sys.executable, "-c", CALL_A_FLOW], env=environment, capture_output=True, text=True)
    assert ran.returncode != 0
    assert "PREFECT_API_URL" in ran.stderr

"""The server's own door: who may come in, and what is said when the port is taken."""

import base64
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.server import HOST, PortTaken, PrefectServer

pytestmark = pytest.mark.prefect


def ask(server: PrefectServer, headers: dict[str, str]) -> int:
    """Read the list of flows with the given headers; return the HTTP status."""
    request = urllib.request.Request(
        f"{server.api_url}/flows/filter", data=b"{}", headers={"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def test_stranger_gets_nothing_and_the_right_password_alone_presses_no_button(prefect_server: PrefectServer) -> None:
    pair = base64.b64encode(prefect_server.environment["PREFECT_API_AUTH_STRING"].encode()).decode()
    assert ask(prefect_server, {}) in (401, 403)
    assert ask(prefect_server, {"Authorization": f"Basic {pair}"}) == 403  # no CSRF token


def test_foreign_page_is_not_let_in(prefect_server: PrefectServer) -> None:
    request = urllib.request.Request(f"{prefect_server.api_url}/health", headers={"Origin": "http://foreign.example"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers.get("Access-Control-Allow-Origin") is None


def test_page_knows_where_its_server_is(prefect_server: PrefectServer) -> None:
    with urllib.request.urlopen(f"{prefect_server.ui_url}/ui-settings") as answer:
        assert f'"api_url":"{prefect_server.api_url}"' in answer.read().decode()


def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken, so the Prefect server cannot start"):
            PrefectServer(tmp_path, port).start()

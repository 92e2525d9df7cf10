"""Nothing of an unannounced check comes to light, and what is planted does: the short form of `torture unannounced`."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from config.settings import read_settings
from flows import opening
from flows.server import PrefectServer, free_port
from notifications.delivery.catcher import MailCatcher
from portal.running import PortalServer
from trials.canaries import draw_canaries, write_pack
from trials.leak_hunt import Hunt
from trials.leak_places import PLACES, Piece, Places
from trials.leak_plants import PLANTS, draw_plants
from trials.torture_unannounced import Torture, kept_output, leaders_address, own_temporary_files

SEED = 178
pytestmark = [pytest.mark.prefect, pytest.mark.slow]


async def start_planned(deployment: str, parameters: dict[str, object]) -> None:
    """The button's flow, without a process that serves it."""
    from flows.starting import start_inspection_campaign

    assert deployment == "start-inspection-campaign"
    state = await start_inspection_campaign(**parameters, return_state=True)
    assert state.is_completed(), state


@pytest.fixture
async def told(
    prefect_server: PrefectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[dict[str, Any]]:
    """What a run tells that leaves out the late findings and the planned campaign's end."""
    canaries, port, home = draw_canaries(SEED), free_port(), tmp_path / "home"
    settings = {
        "HOME": str(home),
        "PACK": str(write_pack(read_settings().pack, tmp_path / "pack", canaries)),
        "PRACTICE": "1",
        "SMTP_PORT": str(free_port()),
        "PUBLIC_PREFECT_ADDRESS": prefect_server.ui_url,
        "PUBLIC_PORTAL_ADDRESS": f"http://127.0.0.1:{port}",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"LIENNGANH_{name}", value)
    opening.settings.cache_clear()
    opening.office.cache_clear()
    with ExitStack() as stack:
        temporary = stack.enter_context(own_temporary_files(tmp_path / "temporary"))
        stack.enter_context(kept_output(tmp_path / "seen" / "logs"))
        office = opening.office()
        stack.callback(opening.settings.cache_clear)
        stack.callback(opening.office.cache_clear)
        stack.callback(office.engine.dispose)
        stack.enter_context(MailCatcher(home / "mail", opening.settings().smtp_port))
        portal = PortalServer(office, "127.0.0.1", port).start()
        stack.callback(portal.stop)
        places = Places(home, prefect_server.home, temporary, tmp_path / "seen", leaders_address(office))
        yield await Torture(office, places, canaries, draw_plants(SEED), start_planned, whole=False).run()


async def test_nothing_of_a_check_comes_to_light_and_every_planted_canary_does(told: dict[str, Any]) -> None:
    assert told["leaks"] == [] and told["hits"] == 0
    assert told["not_found"] == [] and told["planted"] == told["found"] == len(PLANTS)
    assert told["canaries"] > 20 and told["seen"] > 100
    assert {place for place, _ in PLANTS} == set(PLACES), "a canary is planted in every place"


def test_letter_that_may_hold_a_canary_is_no_hit_for_its_reader_alone() -> None:
    hunt = Hunt({"code": ("NV-CHIM",)}, {"code": frozenset({"daumoi@x.example"})})
    pieces = [Piece("mail", "1", b"NV-CHIM", "daumoi@x.example"), Piece("mail", "2", b"NV-CHIM", "khac@x.example")]
    assert [hit.where for hit in hunt.look(pieces)] == ["2"]

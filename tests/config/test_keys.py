"""Keys are made once, whoever comes first, and are nobody else's business."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.keys import KeyUnreadable, load_key


def test_a_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    key = load_key(home, "links")
    assert len(key) == 32
    assert load_key(home, "links") == key != load_key(home, "mail")
    assert stat.S_IMODE((home / "links.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert sorted(path.name for path in home.iterdir()) == ["links.key", "mail.key"]


def test_many_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: load_key(tmp_path, "links"), range(64)))) == 1


def test_a_short_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "links.key").write_bytes(b"short")
    (tmp_path / "links.key").chmod(0o600)
    with pytest.raises(KeyUnreadable, match="holds 5 bytes instead of 32"):
        load_key(tmp_path, "links")
    assert (tmp_path / "links.key").read_bytes() == b"short"


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path, "links")
    (tmp_path / "links.key").chmod(0o640)
    with pytest.raises(KeyUnreadable, match="can be read by other accounts"):
        load_key(tmp_path, "links")

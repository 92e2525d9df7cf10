"""A Postfix of our own for tests and trials: in a scratch folder, on loopback, with its own log; gone afterwards.

Letters for `DOMAIN`, whoever they are for, are delivered into one Maildir; nothing goes anywhere else.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

HOW_TO_GET_IT = "no Postfix here: apt install postfix"
ONLY_ROOT = "Postfix starts as root only: run this test as root, as .ci/run does"
HOST, DOMAIN = "127.0.0.1", "coquan.example"
ACCOUNT = "postfix"
"""Debian's package brings it."""
NOT_ROOT = "nobody"
"""Whose the letters are: Postfix delivers to nobody as root."""
START_SECONDS = 20.0
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/mail.log
myhostname = relay.example
mydestination =
inet_interfaces = {host}
inet_protocols = ipv4
mynetworks = {host}/32
smtpd_recipient_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = inline:{{{boxes}}}, static:{folder}/box/
virtual_mailbox_base = /
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
alias_maps =
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
{more}
"""
_MASTER = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def find_postfix() -> str | None:
    """The program that starts and stops it, which Debian puts where not every user looks."""
    return shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class PostfixServer:
    """`with PostfixServer(program) as server: server.port, server.log`; letters for `DOMAIN` are kept in `maildir`."""

    def __init__(self, program: str, boxes: Mapping[str, Path] = MappingProxyType({}), more: str = "") -> None:
        """`boxes`: recipients with a Maildir of their own, which must belong to `NOT_ROOT`. `more`: for its main.cf."""
        self._program, self._boxes, self._more = program, boxes, more
        self._folder = Path(tempfile.mkdtemp(prefix="liennganh-mta-"))
        self._folder.chmod(0o755)
        self._owner = pwd.getpwnam(NOT_ROOT)
        self.maildir = self._folder / "box"
        self.log = self._folder / "mail.log"
        self.port = _free_port()

    def __enter__(self) -> "PostfixServer":
        for name in ("conf", "queue", "data", "box"):
            (self._folder / name).mkdir()
        shutil.chown(self._folder / "data", ACCOUNT)
        os.chown(self._folder / "box", self._owner.pw_uid, self._owner.pw_gid)
        (self._folder / "conf" / "main.cf").write_text(
            _MAIN.format(
                folder=self._folder,
                host=HOST,
                domain=DOMAIN,
                boxes=" ".join(f"{{ {address} = {path}/ }}" for address, path in self._boxes.items())
                or "{ none = x/ }",
                uid=self._owner.pw_uid,
                gid=self._owner.pw_gid,
                more=self._more,
            )
        )
        (self._folder / "conf" / "master.cf").write_text(_MASTER.format(port=self.port))
        self._run("start")
        until = time.monotonic() + START_SECONDS
        while not _listens(self.port):
            if time.monotonic() > until:
                self.__exit__()
                raise RuntimeError("Postfix did not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self) -> None:
        """Take no more letters; the log stays."""
        self._run("stop", check=False)

    def _run(self, verb: str, check: bool = True) -> None:
        command = [self._program, "-c", str(self._folder / "conf"), verb]
        # Its daemons inherit what they are given: a pipe would keep us waiting for as long as they live.
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=check, timeout=60, **quiet)  # type: ignore[call-overload]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0

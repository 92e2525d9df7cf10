"""A Dovecot of our own for tests and trials: one mailbox in a scratch folder, on loopback under TLS, then gone."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path

from notifications.imap import ImapSettings
from trials.certificates import make_certificate

HOW_TO_GET_IT = "no Dovecot here: apt install dovecot-imapd"
HOST, USER, PASSWORD = "127.0.0.1", "nhat-ky", "only-for-tests"
START_SECONDS = 20.0
NOT_ROOT = "nobody"
"""Whose the mailbox is when root runs this: Dovecot refuses to read one of root's."""
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = {host}
ssl = required
ssl_cert = <{folder}/good.pem
ssl_key = <{folder}/good.key
disable_plaintext_auth = yes
mail_location = maildir:{folder}/Maildir
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service stats {{
  chroot =
}}
"""


def find_dovecot() -> str | None:
    """The server's program, which Debian puts where not every user looks."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class DovecotServer:
    """`with DovecotServer(program, now) as server: server.settings()`; `maildir` is what the mailbox holds."""

    def __init__(self, program: str, now: datetime) -> None:
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="liennganh-imap-"))  # short: a socket's path has 107 bytes
        self._folder.chmod(0o755)
        make_certificate(self._folder, "good", now)
        self.maildir = self._folder / "Maildir"
        self.port, self.starttls_port = _free_ports()
        self.owner = pwd.getpwnam(NOT_ROOT) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        for path in (self.maildir, *self.maildir.iterdir()):
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def settings(self, **changes: object) -> ImapSettings:
        """How its mailbox is reached: as it should be, but for what is named."""
        given = {"host": HOST, "port": self.port, "username": USER, "password": PASSWORD, "seconds": 10}
        return ImapSettings(**({**given, "ca_file": str(self._folder / "good.pem")} | changes))  # type: ignore[arg-type]

    def __enter__(self) -> "DovecotServer":
        configuration = self._folder / "dovecot.conf"
        configuration.write_text(self._write_configuration())
        self._process = subprocess.Popen([self._program, "-F", "-c", str(configuration)], stdin=subprocess.DEVNULL)
        until = time.monotonic() + START_SECONDS
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise RuntimeError(f"Dovecot did not start: {self._said()}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write_configuration(self) -> str:
        """As root, with the accounts that Debian's package brings; else everything as who runs this."""
        me = pwd.getpwuid(os.geteuid()).pw_name
        as_root = os.geteuid() == 0
        return _CONFIGURATION.format(
            folder=self._folder,
            host=HOST,
            inner="dovecot" if as_root else me,
            group="dovecot" if as_root else grp.getgrgid(os.getegid()).gr_name,
            login="dovenull" if as_root else me,
            password=PASSWORD,
            owner=self.owner.pw_uid,
            owner_group=self.owner.pw_gid,
            port=self.port,
            starttls_port=self.starttls_port,
        )

    def _said(self) -> str:
        log = self._folder / "log"
        return log.read_text()[-500:] if log.exists() else "nothing in its log"


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind((HOST, 0))
        two.bind((HOST, 0))
        return one.getsockname()[1], two.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0

"""A proxy before a real relay that breaks the connection off at the final dot: before it is passed on, or as soon as
the relay's reply to it is there, which is not passed on."""

import asyncio
import contextlib

DOT = b"\r\n.\r\n"


class CuttingProxy:
    """`async with CuttingProxy(port) as proxy: proxy.cuts = "before"`; '' passes everything on."""

    def __init__(self, relay_port: int) -> None:
        self._relay_port = relay_port
        self._tasks: set[asyncio.Task[None]] = set()
        self.cuts = ""
        self.port = 0

    async def __aenter__(self) -> "CuttingProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        from_relay, to_relay = await asyncio.open_connection("127.0.0.1", self._relay_port)
        passing = asyncio.create_task(_pass_on(from_relay, writer))
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await self._pass_up(reader, to_relay, from_relay, passing)
        passing.cancel()
        await asyncio.gather(passing, return_exceptions=True)
        for end in (writer, to_relay):
            end.close()

    async def _pass_up(
        self,
        reader: asyncio.StreamReader,
        to_relay: asyncio.StreamWriter,
        from_relay: asyncio.StreamReader,
        passing: "asyncio.Task[None]",
    ) -> None:
        end = b""
        while some := await reader.read(1 << 16):
            end = (end + some)[-len(DOT) :]
            if end != DOT or not self.cuts:
                to_relay.write(some)
                await to_relay.drain()
                continue
            if self.cuts == "after":
                passing.cancel()
                await asyncio.gather(passing, return_exceptions=True)
                to_relay.write(some)
                await from_relay.readline()
            return


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(1 << 16):
        writer.write(some)
        await writer.drain()

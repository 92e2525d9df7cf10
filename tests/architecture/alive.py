"""Names that a library calls for us, so that the dead-code check sees them used: `object.name`, with the caller."""

from typing import Any

smtp_handler: Any = None
smtp_handler.handle_DATA  # aiosmtpd  # noqa: B018
smtp_handler.handle_RCPT  # aiosmtpd  # noqa: B018
smtp_handler.handle_MAIL  # aiosmtpd  # noqa: B018
smtp_handler.handle_EHLO  # aiosmtpd  # noqa: B018

html_parser: Any = None
html_parser.handle_starttag  # html.parser  # noqa: B018
html_parser.handle_endtag  # html.parser  # noqa: B018
html_parser.handle_data  # html.parser  # noqa: B018

protocol: Any = None
protocol.eof_received  # asyncio  # noqa: B018
protocol.pause_writing  # asyncio  # noqa: B018

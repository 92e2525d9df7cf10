"""The partners' edition of a released report."""

import base64
import hashlib
import re

from fastapi.responses import HTMLResponse

from actions.edition_figures import edition_figures
from notifications.reports import render_report
from portal.desk import Desk
from rules.words import Edition

STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def partner_report(desk: Desk) -> HTMLResponse:
    """The page carries its own style; the policy names that style's hash."""
    figures = edition_figures(desk.session, desk.campaign, Edition.PARTNERS, now=desk.now, context=desk.context)
    page = render_report(figures, desk.speech.locale)
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in STYLE.findall(page)]
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    policy = f"default-src 'none'; style-src {allowed or chr(39) + 'none' + chr(39)}; frame-ancestors 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})

"""The signed-in pages, one router a file: a new page is one line here."""

from collections.abc import Sequence

from fastapi import APIRouter

from portal.office import (
    areas,
    campaigns,
    checks,
    contacts,
    decide,
    documents,
    duties,
    receptions,
    register,
    reports,
    returns,
    schedule,
    sign_in,
    start,
    year,
)

OFFICE_ROUTES: Sequence[APIRouter] = (
    checks.routes,
    sign_in.routes,
    start.routes,
    campaigns.routes,
    schedule.routes,
    decide.routes,
    duties.routes,
    contacts.routes,
    areas.routes,
    year.routes,
    reports.routes,
    documents.routes,
    receptions.routes,
    register.routes,
    returns.routes,
)

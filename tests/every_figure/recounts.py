"""Every figure's recount by its key, from all five tabs."""

from __future__ import annotations

import recount_activities
import recount_committee
import recount_events
import recount_mediation
import recount_reports
import recount_residents
import recount_services
from recompute import Counted

ALL: dict[str, Counted] = {
    **recount_residents.ALL, **recount_services.ALL, **recount_mediation.ALL, **recount_activities.ALL,
    **recount_committee.ALL, **recount_reports.ALL, **recount_events.ALL,
}

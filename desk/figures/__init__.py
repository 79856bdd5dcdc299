"""Our figures, grouped by tab. Each is a measure over a ledger; see `desk.spec.figure`."""

from desk.figures import activities, committee, mediation, residents, services

FIGURES = (
    *residents.FIGURES, *services.FIGURES, *mediation.FIGURES, *activities.FIGURES, *committee.FIGURES,
)

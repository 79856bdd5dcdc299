"""Our ledgers, grouped by tab. Each is one declaration; see `desk.spec.ledger`."""

from desk.ledgers import activities, committee, mediation, residents, services

LEDGERS = (
    *residents.LEDGERS, *services.LEDGERS, *mediation.LEDGERS, *activities.LEDGERS, *committee.LEDGERS,
)

"""The record kinds. One file each: the declaration and its plain rules; see `desk.spec.record`."""

from desk.records.activity import Activity
from desk.records.case import Case
from desk.records.grant import Grant
from desk.records.household import Household
from desk.records.matter import Matter
from desk.records.place import Place
from desk.records.post import Post
from desk.records.request import Request
from desk.records.residence import Residence
from desk.records.resident import Resident
from desk.records.standing import Standing
from desk.records.unit import Unit
from desk.records.visit import Visit

RECORDS = tuple(entry.spec for entry in (
    Place, Resident, Household, Residence, Unit, Standing, Post, Matter, Request, Visit, Grant, Case, Activity,
))

__all__ = [
    "RECORDS", "Activity", "Case", "Grant", "Household", "Matter", "Place", "Post", "Request", "Residence",
    "Resident", "Standing", "Unit", "Visit",
]

"""The State Council's yearly arrangement of holidays and the working days moved for them (调休)."""

"""The window. Widgets edit drafts of plain values; everything else is asked of `desk.service`."""

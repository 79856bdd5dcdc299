"""The 报表 tab: reports, breakdowns, and the pages of trust."""

"""Excel in and out. This room knows no records: it works over plain descriptions handed in by the service."""

"""Trust: what was given out stays as it was, every reckoning holds, contradictions are found."""

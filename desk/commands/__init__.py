"""The commands of the command line: each asks the service and says what came of it."""

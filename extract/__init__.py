"""Pages become facts. Pure: no files, no network, no clock."""

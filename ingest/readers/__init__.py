"""Media type → reader, one file each."""

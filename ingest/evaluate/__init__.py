"""How well pages are read: our reading and others' beside transcripts."""

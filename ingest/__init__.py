"""A file becomes pages of words: receive, sniff, unpack, read in a limited child, recognise."""

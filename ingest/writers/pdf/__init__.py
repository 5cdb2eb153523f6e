"""A PDF that can be searched: the pages as they were, the words read on them laid over invisibly, each on its ink.

This folder is the door to pikepdf. Everything but `searchable` runs in a limited child.
"""

"""Pages → files for other programs: plain text, hOCR, ALTO, and a PDF that can be searched.

Text, hOCR and ALTO are made from the pages alone. A PDF is made from the file itself, in a limited child
(`ingest.writers.searchable`).
"""

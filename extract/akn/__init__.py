"""A paper as Akoma Ntoso 3.0 (OASIS LegalDocML): its provisions, tables, citations and tasks for other systems."""

from extract.akn.document import akoma_ntoso

__all__ = ["akoma_ntoso"]

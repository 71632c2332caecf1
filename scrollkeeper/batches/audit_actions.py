"""What the audit log keeps of batches."""

from scrollkeeper.audit.service import Action

PAPERS_COPIED = Action("papers.copied", "copied papers to another team")
PAPERS_RECEIVED = Action("papers.received", "copied papers from another team")
COPYING_UNDONE = Action("papers.uncopied", "undid copying papers between teams")

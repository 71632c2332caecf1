"""What the audit log keeps of merging."""

from scrollkeeper.audit.service import Action

PAPERS_MERGED = Action("papers.merged", "merged papers")
MERGE_UNDONE = Action("papers.unmerged", "undid a merge of papers")

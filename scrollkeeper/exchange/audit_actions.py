"""What the audit log keeps of exchange."""

from scrollkeeper.audit.service import Action

REFERENCES_IMPORTED = Action("references.imported", "imported references")
IMPORT_UNDONE = Action("import.undone", "undid an import of references")

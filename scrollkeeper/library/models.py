"""Papers, their files, the pages of the files, and pairs that look like the same paper."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

STATUSES = ("queued", "parsing", "ready", "failed", "parked")
# What a file is to its paper.
FILE_KINDS = ("article", "supplement", "translation", "other")
# Of collections and tags; the pages show each in a shade that can be read.
LABEL_COLORS = ("grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
# Characters of titles and names in lists; the paper itself has all of them.
LISTED = 1_000


class Paper(Model):
    """A work in a team's library. `metadata_` is CSL-JSON; title, authors, … are derived from it for lists."""

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint(f"status in {STATUSES}", name="status"),
        CheckConstraint("merged_into_id is null or deleted_at is not null", name="merged"),
        Index("ix_papers_merged_into_id", "merged_into_id", postgresql_where=text("merged_into_id is not null")),
        Index("ix_papers_team_added", "team_id", "added_at", "id", postgresql_where=text("deleted_at is null")),
        Index("ix_papers_trash", "team_id", "added_at", "id", postgresql_where=text("deleted_at is not null")),
        Index("ix_papers_team_title", "team_id", "title_key", "id"),
        Index("ix_papers_team_author", "team_id", "author_key", "id"),
        Index("ix_papers_team_year", "team_id", text("coalesce(year, 0)"), "id"),
        Index(
            "ix_papers_arxiv",
            "team_id",
            text("('10.48550/arxiv.' || lower(metadata->>'arxiv'))"),
            postgresql_where=text("metadata->>'arxiv' is not null"),
        ),
        Index(
            "ix_papers_url",
            "team_id",
            text("md5(metadata->>'URL')"),
            postgresql_where=text("metadata->>'URL' is not null"),
        ),
        Index("ix_papers_team_venue", "team_id", "venue_key", "id"),
        Index("ix_papers_team_doi", "team_id", "doi"),
        Index(
            "uq_papers_citation_key",
            "team_id",
            text("lower(citation_key)"),
            unique=True,
            postgresql_where=text("citation_key is not null"),
        ),
        Index(
            "ix_papers_filter",
            "filter_text",
            postgresql_using="gin",
            postgresql_ops={"filter_text": "gin_trgm_ops"},
        ),
        Index("ix_papers_keywords", "keyword_keys", postgresql_using="gin"),
        Index("ix_papers_to_check", "team_id", "added_at", "id", postgresql_where=text("needs_checking")),
        Index("ix_papers_words", "team_id", "words", postgresql_using="gin"),
        Index("ix_papers_title_words", "team_id", "title_words", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    parsed: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="What the parser read, field by field.")
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="field → {by, person, at}")
    confidence: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", comment="How sure the parser is of what it read, from 0 to 1."
    )
    needs_checking: Mapped[bool] = mapped_column(
        default=False, server_default="false", comment="A field is doubtful, and nobody has set it."
    )
    custom: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", comment="Values of custom fields by their id; see custom_fields/values.py."
    )
    status: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None]
    title: Mapped[str] = mapped_column(default="")
    authors: Mapped[str] = mapped_column(default="", comment="For a table: Ada Lovelace, Charles Babbage")
    year: Mapped[int | None]
    venue: Mapped[str] = mapped_column(default="")
    doi: Mapped[str | None]
    citation_key: Mapped[str | None] = mapped_column(comment="Given once the paper is described; then it stays.")
    citation_key_pinned: Mapped[bool] = mapped_column(
        default=False, server_default="false", comment="Somebody chose the key."
    )
    abstract: Mapped[str] = mapped_column(default="")
    title_key: Mapped[str] = mapped_column(default="", comment="Normalised, for sorting and for finding duplicates.")
    author_key: Mapped[str] = mapped_column(default="")
    venue_key: Mapped[str] = mapped_column(default="")
    keywords: Mapped[list[str]] = mapped_column(
        ARRAY(String), default=list, server_default="{}", comment="Those of the metadata, one by one."
    )
    keyword_keys: Mapped[list[str]] = mapped_column(
        ARRAY(String), default=list, server_default="{}", comment="The same without regard to case."
    )
    filter_text: Mapped[str] = mapped_column(default="", comment="All that the filter box looks at, folded.")
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
    clock: Mapped[int] = mapped_column(BigInteger, default=0)
    deleted_at: Mapped[datetime | None]
    copied_from: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), comment="{team, at, person}, by name."
    )
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("papers.id", ondelete="SET NULL"), comment="The paper that this one became part of."
    )
    words: Mapped[str] = deferred(
        mapped_column(
            TSVECTOR,
            Computed(
                "setweight(scrollkeeper_words(title), 'A')"
                " || setweight(scrollkeeper_words(authors), 'B')"
                " || setweight(scrollkeeper_words(abstract), 'C')",
                persisted=True,
            ),
        )
    )
    title_words: Mapped[str] = deferred(mapped_column(TSVECTOR, Computed("scrollkeeper_words(title)", persisted=True)))


class File(Model):
    """One PDF of a paper; its bytes are at the storage key made from its sha256."""

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("team_id", "sha256"),
        Index("ix_files_status_parser", "status", "parser", "id"),
        CheckConstraint(f"status in {STATUSES}", name="status"),
        CheckConstraint(f"kind in {FILE_KINDS}", name="kind"),
        Index("ix_files_name_words", "team_id", "name_words", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    name_words: Mapped[str] = deferred(mapped_column(TSVECTOR, Computed("scrollkeeper_words(name)", persisted=True)))
    kind: Mapped[str] = mapped_column(default="article", server_default="article")
    main: Mapped[bool] = mapped_column(
        default=False, server_default="false", comment="Chosen to be shown first; of several the newest."
    )
    sha256: Mapped[str] = mapped_column(comment="Lower-case hexadecimal.")
    size: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0, comment="Parser deaths in a row; three park the file.")
    parser: Mapped[str | None] = mapped_column(comment="Version of the parser that read it last.")
    reread_failed: Mapped[str | None] = mapped_column(comment="Version of the parser that could not read it again.")
    pages: Mapped[int | None]
    encrypted: Mapped[bool] = mapped_column(default=False)
    needs_password: Mapped[bool] = mapped_column(default=False)
    scanned_pages: Mapped[list[Any]] = mapped_column(default=list, comment="Numbers of pages without usable text.")
    thumbnail_key: Mapped[str | None]
    progress: Mapped[int | None] = mapped_column(comment="Page the parser is at, while parsing.")
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())


# Of the files of a paper the main one first: the chosen one, or else the newest version of the article.
MAIN_FIRST = (File.main.desc(), (File.kind == "article").desc(), File.added_at.desc(), File.id.desc())


class FilePage(Model):
    """Text of a page and its words' places (packed by parsing.words), so that search can show where."""

    __tablename__ = "pages"
    __table_args__ = (Index("ix_pages_words", "team_id", "paper_id", "words", postgresql_using="gin"),)

    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    width: Mapped[float]
    height: Mapped[float]
    has_text_layer: Mapped[bool]
    text: Mapped[str]
    word_boxes: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    words: Mapped[str] = deferred(mapped_column(TSVECTOR, Computed("scrollkeeper_words(text)", persisted=True)))


class FileStructure(Model):
    """What the parser read beyond text: sections, references, citations, figures, tables, warnings."""

    __tablename__ = "file_structures"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    parser: Mapped[str]
    structure: Mapped[dict[str, Any]]


class Duplicate(Model):
    """Two papers that look like one; flagged, never merged by itself. The smaller id comes first."""

    __tablename__ = "duplicates"
    __table_args__ = (
        CheckConstraint("paper_id < other_id", name="ordered"),
        CheckConstraint("preset between 1 and 3", name="preset"),
        Index("ix_duplicates_other", "other_id"),
        Index("ix_duplicates_team", "team_id", "preset"),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    preset: Mapped[int] = mapped_column(comment="1 strict, 2 normal, 3 loose")
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String), comment="Keys of REASONS, the best first.")


class DuplicateKey(Model):
    """Papers with a key in common are compared (`duplicates_comparison.keys_of`)."""

    __tablename__ = "duplicate_keys"
    __table_args__ = (Index("ix_duplicate_keys_key", "team_id", "key", "paper_id"),)

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))


class NotDuplicate(Model):
    """Somebody said that these two are different papers, whatever they look like. The smaller id comes first."""

    __tablename__ = "not_duplicates"
    __table_args__ = (
        CheckConstraint("paper_id < other_id", name="ordered"),
        Index("ix_not_duplicates_other", "other_id"),
    )

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class DuplicateSearch(Model):
    """When all papers of a team were last compared, and by which version of the comparison."""

    __tablename__ = "duplicate_searches"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(comment="Of the comparison.")
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]


def shown_title() -> ColumnElement[str]:
    """What a paper is called where it is named, as a column: without a title, by its file, as the library does."""
    name = select(File.name).where(File.paper_id == Paper.id).order_by(File.added_at, File.id).limit(1)
    shown = func.coalesce(func.nullif(Paper.title, ""), name.correlate(Paper).scalar_subquery(), "")
    return listed(shown).label("title")


def listed(column: Any) -> ColumnElement[str]:
    """A title, names or a venue as lists show it: its beginning, so that two hundred long ones are no long answer."""
    return func.left(column, LISTED)

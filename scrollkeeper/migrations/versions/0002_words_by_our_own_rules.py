"""Cut text into words by rules of our own, and index titles alone and pages by paper.

PostgreSQL's parser looks for addresses, paths, numbers and tags. In the text of papers it finds them where there are
none: "and/or" is a file, "COVID-19" ends in the number minus nineteen, "methods.In" is a host, and whatever stands
between two inequality signs ("p<b and c>d") is a tag and not indexed at all. With punctuation replaced by spaces a word
is simply a run of letters and digits, and its position in the vector is its number in the text, from which search finds
the place on the page. Chinese and Japanese have no spaces, so each of their characters is a word.
scrollkeeper/search/words.py cuts the same way.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

# A vector may hold a megabyte; a page that is longer than this is not refused but indexed from its beginning.
INDEXED_CHARACTERS = 200_000
ASCII_PUNCTUATION = r"[\u0001-/:-@\[-`{-\u007f]"
UNSPACED = r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"


def upgrade() -> None:
    op.execute(
        "alter text search configuration scrollkeeper alter mapping for numword with unaccent, scrollkeeper_stem"
    )
    # The parsed body (not a string) fixes which configuration is meant, whatever the search path is later.
    op.execute(
        f"""
        create function scrollkeeper_words(content text) returns tsvector
        language sql immutable strict parallel safe
        return to_tsvector('scrollkeeper', regexp_replace(
            case when content ~ '[{UNSPACED}]'
                 then regexp_replace(left(content, {INDEXED_CHARACTERS}), '([{UNSPACED}])', ' \\1 ', 'g')
                 else left(content, {INDEXED_CHARACTERS}) end,
            '{ASCII_PUNCTUATION}', ' ', 'g'))
        """.replace(":", r"\:")
    )
    op.execute("drop index ix_pages_words")
    op.execute("alter table pages drop column words")
    op.execute("alter table pages add column words tsvector generated always as (scrollkeeper_words(text)) stored")
    op.execute("drop index ix_papers_words")
    op.execute("alter table papers drop column words")
    op.execute(
        """
        alter table papers
            add column words tsvector generated always as (
                setweight(scrollkeeper_words(title), 'A') || setweight(scrollkeeper_words(authors), 'B')
                || setweight(scrollkeeper_words(abstract), 'C')) stored,
            add column title_words tsvector generated always as (scrollkeeper_words(title)) stored
        """
    )
    op.create_index("ix_pages_words", "pages", ["team_id", "paper_id", "words"], postgresql_using="gin")
    op.create_index("ix_papers_words", "papers", ["team_id", "words"], postgresql_using="gin")
    op.create_index("ix_papers_title_words", "papers", ["team_id", "title_words"], postgresql_using="gin")

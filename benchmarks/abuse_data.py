"""The worst that members of a team can have stored, for `make bench-abuse`: as much of everything as is taken."""

from itertools import product

import numpy as np
import psycopg

from scrollkeeper.parsing.layout.words import ROW_FLOATS, WordTable, pack_words
from tests.isolation.lab import Lab

# A page of a PDF has at most so many characters (parsing/glyphs/columns.py); a few of them are a book full.
PAGE_CHARACTERS = 400_000
# As many as a search can name.
WORDS = ["".join(letters) for letters in product("bcdfghk", repeat=3)][:240]
# After all that the lab did.
FIRST_CLOCK = 1_000_000

STATEMENTS = [
    # Annotations: long comments and ink.
    """
    insert into annotations (id, team_id, paper_id, file_id, person_id, kind, color, visibility, comment, page,
            position, tags, viewers, prefix, suffix, score, top, places, strokes, alt, clock)
        select gen_random_uuid(), team_id, paper_id, file_id, person_id,
            case when n %% 2 = 0 then 'note' else 'ink' end,
            'green', 'team', case when n %% 2 = 0 then repeat('Said *it* ', 4900) else '' end, 1, n, '{}', '{}', '', '',
            1, 0, case when n %% 2 = 0 then '[{"page": 1, "rects": []}]'
                else '[{"page": 1, "rects": [[1, 1, 99, 99]]}]' end::jsonb,
            case when n %% 2 = 0 then '[]'::jsonb
                else (select jsonb_build_array(jsonb_agg(round((random() * 500)::numeric, 2)))
                    from generate_series(1, 4000 + 0 * n)) end,
            '', 1
        from annotations, generate_series(1, 120) n where id = %(annotation_id)s
    """,
    # Threads of many long comments, and news of each.
    """
    insert into threads (id, team_id, paper_id, person_id, clock)
        select gen_random_uuid(), team_id, paper_id, person_id, 1 from threads, generate_series(1, 60)
        where id = %(thread_id)s
    """,
    """
    insert into comments (id, team_id, thread_id, person_id, text, clock, said_at_clock)
        select gen_random_uuid(), t.team_id, t.id, t.person_id, repeat('Said *it* ', 1990), 1, 1
        from threads t, generate_series(1, 50) where t.team_id = (select team_id from threads where id = %(thread_id)s)
    """,
    """
    insert into notifications (id, person_id, team_id, kind, thread_id, comment_id, actor_id, clock, mail)
        select gen_random_uuid(), p.id, c.team_id, 'mention', c.thread_id, c.id, %(owner_id)s,
            %(clock)s + row_number() over (), 'never'
        from (select comments.* from comments join threads on threads.id = thread_id
              where threads.paper_id = %(paper_id)s and length(text) > 9000 limit 300) c, people p
        where p.id in (%(owner_id)s, %(guest_id)s)
    """,
    # Events, none of which can be told together with another.
    """
    insert into event_log (team_id, clock, name, person_id, subject, data, at)
        select c.team_id, %(clock)s + c.n,
            'comment.added', %(owner_id)s,
            jsonb_build_object('paper', %(paper_id)s, 'thread', c.thread_id, 'comment', c.id), '{}',
            now() - (3000 - c.n) * interval '3 hours'
        from (select comments.*, row_number() over () n from comments join threads on threads.id = thread_id
              where threads.paper_id = %(paper_id)s and length(text) > 9000) c
    """,
    "update team_clocks set now = %(clock)s + 100000 where team_id = %(team_id)s",
    # Papers, the newest with long titles and a great many authors.
    """
    insert into papers (id, team_id, title, authors, abstract, venue, title_key, author_key, venue_key, filter_text,
            status, parsed, added_by_id, added_at, metadata, provenance, clock)
        select gen_random_uuid(), team_id,
            case when n > 60 then repeat('Title ', 80) else repeat('Title ', 8000) end,
            case when n > 60 then authors else repeat('Ada B Cd, ', 30000) end,
            case when n > 60 then abstract else repeat('Said ', 9000) end,
            case when n > 60 then venue else repeat('Venue ', 8000) end, title_key, author_key,
            venue_key, filter_text, status, parsed, added_by_id, now() - n * interval '1 second', metadata, provenance,
            1
        from papers, generate_series(1, 500) n where id = %(paper_id)s
    """,
    # A long book, and pages of as many characters as there can be.
    """
    insert into pages (file_id, number, team_id, paper_id, width, height, has_text_layer, text, word_boxes)
        select file_id, 100 + n, team_id, paper_id, width, height, has_text_layer,
            (select string_agg(substr(md5((1000 * n + word)::text), 1, 6), ' ') from generate_series(1, 430) word),
            word_boxes
        from pages, generate_series(1, 300) n where file_id = %(file_id)s and number = 1
    """,
    """
    insert into pages (file_id, number, team_id, paper_id, width, height, has_text_layer, text, word_boxes)
        select file_id, 400 + n, team_id, paper_id, width, height, has_text_layer, left(%(page)s, 6000), %(boxes)s
        from pages, generate_series(1, 60) n where file_id = %(large_file_id)s and number = 1
    """,
    """
    insert into pages (file_id, number, team_id, paper_id, width, height, has_text_layer, text, word_boxes)
        select file_id, 500 + n, team_id, paper_id, width, height, has_text_layer, %(page)s || ' zzz', %(boxes)s
        from pages, generate_series(1, 20) n where file_id = %(large_file_id)s and number = 1
    """,
    """
    insert into citation_references (id, team_id, paper_id, file_id, position, raw, title_key, metadata)
        select gen_random_uuid(), team_id, paper_id, id, 1000 + n, repeat('Said ', 1000), '',
            jsonb_build_object('title', repeat('Title ', 100))
        from files, generate_series(1, 300) n where id = %(file_id)s
    """,
    """
    update file_structures set structure = structure || jsonb_build_object('citations',
            (select jsonb_agg(jsonb_build_object('text', '[1, 2]', 'page', n, 'reference', n %% 300,
                'rects', jsonb_build_array(jsonb_build_array(1.25, 2.25, 3.25, 4.25))))
            from generate_series(1, 20000) n))
        where file_id = %(file_id)s
    """,
    # What is written down of what was done, and what was sent elsewhere.
    """
    insert into audit_log (id, team_id, person_id, action, data, address, user_agent)
        select gen_random_uuid(), %(team_id)s, %(owner_id)s, 'team.renamed',
            jsonb_build_object('name', repeat('n', 100), 'before', repeat('b', 100)), '203.0.113.7', repeat('a', 300)
        from generate_series(1, 20000)
    """,
    """
    insert into webhook_deliveries (id, team_id, webhook_id, clock, name, body, status, attempts)
        select gen_random_uuid(), %(team_id)s, %(webhook_id)s, %(clock)s + n, 'comment.added',
            jsonb_build_object('data', repeat('d', 5000)), 'failed', 9
        from generate_series(1, 300) n
    """,
    "update people set is_admin = true where id = %(owner_id)s",
    "update sessions set proved_at = now()",
]


async def furnish(url: str, lab: Lab) -> list[str]:
    """Fill the lab; gives the ids of as many papers as may be named in one request."""
    lab.things["large_paper_id"] = lab.closed["paper_id"]
    page = (" ".join(WORDS) + " ") * (PAGE_CHARACTERS // (4 * len(WORDS)))
    things = lab.things | {
        "owner_id": str(lab.owner.id), "guest_id": str(lab.people["guest"].id), "team_id": lab.owner.team,
        "large_file_id": lab.closed["file_id"], "clock": FIRST_CLOCK, "page": page, "boxes": _boxes(page),
    }  # fmt: skip
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
        for statement in STATEMENTS:
            await owner.execute(statement, things)
        rows = await (await owner.execute("select id from papers where title like 'Title Title%'")).fetchall()
    return [str(row[0]) for row in rows]


def _boxes(page: str) -> bytes:
    """Places for words of three letters and a space."""
    rows = np.zeros(len(page) // 4, ROW_FLOATS)
    rows["start"], rows["length"] = np.arange(len(rows)) * 4, 3
    rows["rect"] = np.stack([np.arange(len(rows)) % 500 + side for side in (0, 0, 1, 9)], axis=1)
    return pack_words(WordTable(page, rows))

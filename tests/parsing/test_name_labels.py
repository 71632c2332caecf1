"""Labels of names that the printing of the list corrects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.front_matter.author_tokens import Block, tokens_of
from scrollkeeper.parsing.front_matter.family_names import PrintedName, tell_groups
from scrollkeeper.parsing.front_matter.name_labels import settle_labels
from scrollkeeper.parsing.front_matter.names import Author, address_lines, read_names
from tests.parsing.test_front_matter import line


def block_of(*rows: str, belief: float = 0.95) -> Block:
    lines = [line(text, 80 + 14 * row, font="Names", block=1) for row, text in enumerate(rows)]
    return Block(lines, [belief] * len(lines))


def settled(rows: tuple[str, ...], labels: str) -> str:
    block = block_of(*rows)
    return " ".join(settle_labels(tokens_of(block.lines), labels.split(), block))


def test_before_the_comma_of_an_inverted_name_all_is_the_familys() -> None:
    rows = ("Meding, Holle Ameriga", "Contreras Saiz, Mónika", "Mussmann, Hannah")
    labels = "B-F O G G B-G F O B-G B-F O G"
    assert settled(rows, labels) == "B-F O G G B-F F O G B-F O G"


def test_names_of_lists_that_commas_part_keep_their_labels() -> None:
    rows = ("Maria Keller, Peter Oduya", "Ana Santos, Jan Novak")
    labels = "B-G F O B-G F B-G F O B-G F"
    assert settled(rows, labels) == labels


def test_the_last_word_of_a_name_is_not_lost() -> None:
    assert settled(("Max Keller, Tor Liland Brandt",), "B-G F O B-G F O") == "B-G F O B-G F F"
    assert settled(("Max Keller, Tor Liland Professor",), "B-G F O B-G F O") == "B-G F O B-G F O"


def test_what_ends_in_a_word_for_a_group_is_one() -> None:
    tokens = tokens_of(block_of("ALICE Collaboration and Ana Santos").lines)
    found = [PrintedName(0, {"F": tokens[:2]}), PrintedName(3, {"G": tokens[3:4], "F": tokens[4:]})]
    tell_groups(found)
    assert [list(name.words) for name in found] == [["C"], ["G", "F"]]


def people(block: Block) -> list[str]:
    return [str(one.csl.get("literal") or f"{one.csl.get('given')}|{one.csl['family']}") for one in read_names(block)]


@pytest.mark.parametrize(
    "rows, read",
    [
        (("Bernard Marius ’t Hart, Maria Keller, Ana Santos",), "Bernard Marius|’t Hart; Maria|Keller; Ana|Santos"),
        (
            ("Garima Sharma, Ju-Suk Nam, Ashish Sharma and Sang-Soo Lee",),
            "Garima|Sharma; Ju-Suk|Nam; Ashish|Sharma; Sang-Soo|Lee",
        ),
        (
            (
                "Maria Keller 1 , Ana Santos 2 , Peter Oduya 1,2",
                "1 Research and Development, Australian Red Cross Lifeblood, Kelvin Grove, Queensland, Australia,",
            ),
            "Maria|Keller; Ana|Santos; Peter|Oduya",
        ),
        (
            ("Maria Keller 1 , Ana Santos 2", ", Jan Novak 1 , Peter Oduya 2", "1 Otto Hahn, Lise Meitner"),
            "Maria|Keller; Ana|Santos; Jan|Novak; Peter|Oduya; Otto|Hahn; Lise|Meitner",
        ),
    ],
)
def test_people_and_groups_of_a_list(rows: tuple[str, ...], read: str) -> None:
    assert "; ".join(people(block_of(*rows))) == read


def test_a_line_that_begins_with_the_mark_of_somebody_above_is_an_address() -> None:
    lines = block_of("Maria Keller 1 , Ana Santos 2", "1 Research, Kelvin Grove, Queensland", "2 Otto Hahn").lines
    people = (
        ("Maria", "Keller", 0, "1"),
        ("Ana", "Santos", 0, "2"),
        ("Kelvin", "Grove", 1, ""),
        ("Otto", "Hahn", 2, ""),
    )
    authors = [
        Author({"given": given, "family": family}, lines[at], [mark], "", 0.9) for given, family, at, mark in people
    ]
    assert address_lines(authors, lines) == {id(lines[1])}


@given(
    st.lists(st.text("KeaüJ,;.-’ t12†", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=5),
    st.data(),
)
def test_every_word_keeps_a_label(rows: list[str], data: st.DataObject) -> None:
    block = block_of(*rows)
    tokens = tokens_of(block.lines)
    roles = st.sampled_from(["O", "M", "G", "F", "B-G", "B-F", "S"])
    labels = data.draw(st.lists(roles, min_size=len(tokens), max_size=len(tokens)))
    assert len(settle_labels(tokens, labels, block)) == len(tokens)
    read_names(block)

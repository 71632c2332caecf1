"""What a reference says of the work it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.citations.matching import arxiv_doi, clean_csl, keys_of


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("arXiv:1706.03762v5", "10.48550/arxiv.1706.03762"),
        ("1706.03762", "10.48550/arxiv.1706.03762"),
        ("https://arxiv.org/abs/hep-th/9901001v2", "10.48550/arxiv.hep-th/9901001"),
        ("https://arxiv.org/pdf/0704.0001", "10.48550/arxiv.0704.0001"),
        ("Adam: a method. arXiv preprint arXiv:1412.6980, 2014.", "10.48550/arxiv.1412.6980"),
        ("CoRR, abs/1409.0473, 2014", "10.48550/arxiv.1409.0473"),
        ("math.GT/0309136", "10.48550/arxiv.math.gt/0309136"),
        ("10.1000/182", None),
        ("Phys. Rev. 1234.5678", None),
        ("arXiv:123456.789", None),
        ("", None),
    ],
)
def test_numbers_of_preprints(text, doi):
    assert arxiv_doi(text) == doi


@pytest.mark.parametrize(
    ("csl", "raw", "doi"),
    [
        ({"DOI": "10.1000/ABC"}, "", "10.1000/abc"),
        ({"URL": "https://doi.org/10.1000/abc."}, "", "10.1000/abc"),
        ({"DOI": "10.1000/abc", "arxiv": "1706.03762"}, "", "10.1000/abc"),
        ({"arxiv": "1706.03762v1"}, "doi:10.1000/raw", "10.48550/arxiv.1706.03762"),
        ({"URL": "http://arxiv.org/abs/1706.03762"}, "", "10.48550/arxiv.1706.03762"),
        ({}, "Curie M. Radium. 1898. doi: 10.1000/xyz.", "10.1000/xyz"),
        ({}, "Curie M. Radium. 1898.", None),
        ({"DOI": 7, "URL": None}, "", None),
    ],
)
def test_the_best_identifier_wins(csl, raw, doi):
    assert keys_of(csl, raw).doi == doi


def test_titles_are_compared_without_what_printers_change():
    keys = keys_of({"title": "Über die  ‘Quanten’-Mechanik", "issued": {"date-parts": [[1925]]}})
    assert keys == keys_of({"title": "uber die quanten mechanik", "issued": {"date-parts": [[1925, 7]]}})
    assert keys.title_key
    assert keys_of({"title": "Introduction"}).title_key == ""


def test_only_what_is_csl_is_kept():
    printed = {"title": " Radium ", "type": "nonsense", "unknown": "x", "author": [{"family": "Curie"}], "page": "1-2"}
    assert clean_csl(printed) == {"title": "Radium", "author": [{"family": "Curie"}], "page": "1-2"}
    assert clean_csl(None) == {}


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(["DOI", "URL", "arxiv", "title"]), st.text(max_size=80)))
def test_nothing_that_is_printed_breaks_it(raw, csl):
    keys = keys_of(csl, raw)
    assert keys == keys_of(csl, raw)
    assert keys.doi is None or keys.doi.startswith("10.")
    assert len(keys.title_key) <= 400

"""However a file of a pack is damaged, the answer is a list of problems or a sound pack."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaban.facts import packs
from diaban.facts.packs.pack import file_names
from diaban.facts.tests.build_pack import SMALL_PACK, write_pack

FILES = sorted(path.name for path in SMALL_PACK.iterdir())
NASTY = st.sampled_from([
    b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"#", b";", b"=1+1", b"-", b"nan", b"1e999", b"{{",
    b"&a [*a]", b"!!python/object:os.system x", b"9" * 40, "ế".encode(), b"\xef\xbb\xbf", b"park:",
])  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(FILES),
    at=st.floats(0, 1),
    cut=st.integers(0, 30),
    put=st.lists(NASTY | st.binary(max_size=6), max_size=3),
)
def test_damage_is_named_and_never_a_traceback(name, at, cut, put):
    data = (SMALL_PACK / name).read_bytes()
    place = int(at * len(data))
    damaged = data[:place] + b"".join(put) + data[place + cut :]
    with tempfile.TemporaryDirectory() as folder:
        found = packs.check(write_pack(Path(folder), {name: damaged}))
    for problem in found:
        json.dumps(problem.as_dict())
        assert problem.reason
        assert problem.remedy
        assert problem.file in file_names()


@settings(max_examples=60, deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "subject"]),
        inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_any_json_in_place_of_outlines_is_named_and_never_a_traceback(content):
    with tempfile.TemporaryDirectory() as folder:
        found = packs.check(write_pack(Path(folder), {"geometry.geojson": json.dumps(content)}))
    assert found or content == {"features": []} or content.get("features") == []

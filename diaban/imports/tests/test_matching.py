"""A row means a subject by its code, else by name and place; what is doubtful is asked about."""

from __future__ import annotations

from datetime import date

import shapely

from diaban.imports.tests.files import vector, workbook
from diaban.imports.tests.small_world import (
    CODES,
    NAMES,
    SHAPES,
    change,
    codes,
    park,
    reviewed,
    world,
)


def layer(folder, shapes, **fields):
    return vector(folder / "khu.gpkg", shapes, fields)


def how(proposal):
    return {one.subject: one.how for one in proposal.changes}


def test_a_code_is_enough(tmp_path):
    path = layer(tmp_path, [SHAPES["dong-mai"]], code=["dong-mai"], name=["Tên khác hẳn"])
    proposal = reviewed(path)
    assert how(proposal) == {"park:dong-mai": "code"}
    assert change(proposal, "dong-mai")["name"].old["vi"] == NAMES["dong-mai"][0]


def test_a_code_that_lost_its_leading_zeros_is_found_by_its_name(tmp_path):
    known = park("dong-mai")
    standing = world(type(known)("park:0042", known.names, known.held, geometry=known.geometry))
    path = workbook(tmp_path / "b.xlsx", S=[["Mã", "Tên"], [42, NAMES["dong-mai"][0]], [7, "b"]])
    proposal = reviewed(path, standing, constants={"status": "operating"})
    assert "park:0042" in how(proposal)


def test_without_a_code_the_name_and_the_place_decide(tmp_path):
    path = layer(tmp_path, [SHAPES["hai-yen"]], name=["KCN Hải Yên"])
    proposal = reviewed(path)
    assert how(proposal) == {"park:hai-yen": "name"}


def test_the_same_name_elsewhere_is_doubtful_until_a_person_decides(tmp_path):
    elsewhere = shapely.affinity.translate(SHAPES["hai-yen"], -0.6)
    path = layer(tmp_path, [elsewhere], name=["KCN Hải Yên"])
    proposal = reviewed(path)
    assert [one.key for one in proposal.doubts[0].candidates] == ["park:hai-yen"]
    assert proposal.doubts[0].candidates[0].distance_m > 50_000
    assert not proposal.ready
    same = reviewed(path, matches={1: "park:hai-yen"})
    assert how(same) == {"park:hai-yen": "decided"}
    assert "moved_far" in codes(same, "warning")
    other = reviewed(path, matches={1: "new"}, constants={"status": "planned"})
    assert how(other) == {"park:kcn-hai-yen": "new"}
    assert reviewed(path, matches={1: "skip"}).left_out == (1,)


def test_a_name_that_is_nearly_the_same_nearby_is_doubtful(tmp_path):
    path = layer(tmp_path, [SHAPES["viet-hung"]], name=["KCN Việt Hưngg"])
    assert [one.candidates[0].key for one in reviewed(path).doubts] == ["park:viet-hung"]


def test_a_known_name_under_another_code_is_doubtful(tmp_path):
    path = layer(tmp_path, [SHAPES["hai-yen"]], code=["HY01"], name=["KCN Hải Yên"])
    assert [one.candidates[0].key for one in reviewed(path).doubts] == ["park:hai-yen"]


def test_a_code_of_something_that_has_ended_is_doubtful(tmp_path):
    old = park("dong-mai")
    gone = type(old)(old.key, old.names, old.held, None, date(2020, 1, 1), old.geometry)
    path = layer(tmp_path, [SHAPES["dong-mai"]], code=["dong-mai"], name=[NAMES["dong-mai"][0]])
    assert len(reviewed(path, world(gone)).doubts) == 1


def test_two_rows_for_one_subject_are_an_error_of_the_second(tmp_path):
    path = layer(
        tmp_path, [SHAPES["dong-mai"], SHAPES["hai-yen"]], code=["dong-mai", "dong-mai"],
        name=[NAMES["dong-mai"][0]] * 2,
    )  # fmt: skip
    assert ("twice", 2) in {(one.code, one.row) for one in reviewed(path).errors}


def test_removed_are_only_those_that_a_complete_file_leaves_out(tmp_path):
    path = layer(
        tmp_path, [SHAPES[code] for code in CODES[:2]], code=list(CODES[:2]),
        name=[NAMES[code][0] for code in CODES[:2]],
    )  # fmt: skip
    assert reviewed(path).counts["removed"] == 0
    proposal = reviewed(path, complete=True, ended_on="2026-02-01")
    assert [one.subject for one in proposal.changes if one.action == "removed"] == [
        "park:viet-hung"
    ]
    assert change(proposal, "viet-hung")["valid_to"].new == "2026-02-01"


def test_the_same_review_twice_has_the_same_digest(tmp_path):
    path = layer(tmp_path, [SHAPES["hai-yen"]], name=["KCN Hải Yên"])
    assert reviewed(path).digest == reviewed(path).digest
    moved = layer(tmp_path / "..", [shapely.affinity.translate(SHAPES["hai-yen"], 0.001)],
                  name=["KCN Hải Yên"])  # fmt: skip
    assert reviewed(path).digest != reviewed(moved).digest

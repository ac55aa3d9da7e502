"""Where the rows of a file lie, in WGS 84: by a declared system, or a question. Pure.

A mistake that was recognised is undone only when somebody has accepted it by its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from numpy.typing import NDArray

from diaban.geo import crs
from diaban.geo.crs import Coordinates, System, Transformation
from diaban.imports import mistakes, placing
from diaban.imports.columns import EASTING, GEOMETRY, NORTHING
from diaban.imports.decisions import Decisions
from diaban.imports.diagnosis import diagnose, stray_rows
from diaban.imports.layer import Geometries, Positions
from diaban.imports.numbers_and_angles import Column, read_column
from diaban.imports.placing import Candidate, Place, Placing
from diaban.imports.reading import Dataset
from diaban.imports.remarks import (
    ERROR,
    WARNING,
    Option,
    Question,
    Remark,
    from_traps,
    in_both,
    said,
    same,
)

MISTAKES = frozenset(
    {
        "axes_swapped", "lat_lon_swapped", "zone_prefix", "false_easting_missing",
        "false_easting_twice", "false_northing", "kilometres", "millimetres", "packed_dms",
    }
)  # fmt: skip
"""Codes of `mistakes` that are undone when they are accepted."""
_OPTIONS = 8
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows' geometries in longitude and latitude, and how they came there.

    Attributes:
        geometries: (n,), None where a row has none; None where the file has no places, or where
            a question about them is open.
        unreadable: positions whose geometry could not be built.
        system, transformation: what was applied; None where nothing was.
        mended: codes of the mistakes that were accepted and undone.
        placing: the candidates that were weighed, where the system had to be asked for.
    """

    geometries: Geometries | None = None
    unreadable: Positions = field(default_factory=lambda: np.empty(0, np.int64))
    system: System | None = None
    transformation: Transformation | None = None
    mended: tuple[str, ...] = ()
    placing: Placing | None = None
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()


def place(
    dataset: Dataset,
    columns: Mapping[str, Sequence[Any]],
    mapping: Mapping[str, str],
    decisions: Decisions,
    where: Place,
    known: Coordinates | None,
    parents: Sequence[Any] | None = None,
) -> Placed:
    """The geometries of a file in WGS 84.

    Args:
        columns: the decoded columns of the file.
        mapping: column → target, as settled.
        known: (n, 2) longitude and latitude at which the rows' subjects are known already.
        parents: per row the outline in which it says that it lies.
    """
    if dataset.wkb is not None:
        shapes = dataset.geometry
        assert shapes is not None
        return _settle(shapes, dataset.unreadable, dataset, decisions, where, known, parents)
    source = {target: column for column, target in mapping.items()}
    if GEOMETRY in source:
        shapes, bad = _from_wkt(columns[source[GEOMETRY]])
        return _settle(shapes, bad, dataset, decisions, where, known, parents)
    if EASTING in source and NORTHING in source:
        return _points(dataset, columns, source, decisions, where, known, parents)
    if (
        dataset.coordinates is not None
        and dataset.coordinates.easting
        and not _left_out(dataset, mapping)
    ):
        return _ask_axes(dataset, columns, decisions, where, known)
    return Placed()


def _left_out(dataset: Dataset, mapping: Mapping[str, str]) -> bool:
    """Whether somebody mapped the columns named X and Y to something else on purpose."""
    named = dataset.coordinates
    assert named is not None
    return bool(mapping.get(named.easting or "") or mapping.get(named.northing or ""))


# ── points from columns ──────────────────────────────────────────────────────────────────────────


def _points(
    dataset: Dataset,
    columns: Mapping[str, Sequence[Any]],
    source: Mapping[str, str],
    decisions: Decisions,
    where: Place,
    known: Coordinates | None,
    parents: Sequence[Any] | None,
) -> Placed:
    axes, questions, remarks = [], [], []
    for name in (source[EASTING], source[NORTHING]):
        values, asked, noted = number_column(columns[name], name, decisions, dataset.rows)
        axes.append(values)
        questions += asked
        remarks += noted
    shapes = _as_points(np.column_stack(axes))
    if questions:
        return Placed(questions=tuple(questions), remarks=tuple(remarks))
    bad = np.empty(0, np.int64)
    placed = _settle(shapes, bad, dataset, decisions, where, known, parents)
    return replace(placed, remarks=tuple(remarks) + placed.remarks)


def number_column(
    texts: Sequence[Any], name: str, decisions: Decisions, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], list[Question], list[Remark]]:
    """A column as numbers (NaN for none), with the question that its notation leaves open."""
    column = read_column(texts, name)
    chosen: Sequence[float | None] = column.values
    questions: list[Question] = []
    if column.otherwise is not None:
        answer = decisions.decimals.get(name)
        if answer is None:
            questions.append(_decimals(column, name, texts))
        elif answer != column.style:
            chosen = column.otherwise
    remarks = [
        Remark(
            "not_a_number", ERROR, int(rows[at]), name,
            said(lazy("“%(cell)s” is not a number."), cell=str(texts[at])[:80]),
            said(lazy("Correct the cell, or leave it empty.")),
        )
        for at in column.unreadable
    ]  # fmt: skip
    numbers = np.array([np.nan if value is None else value for value in chosen], np.float64)
    return numbers, questions, remarks


def _decimals(column: Column, name: str, texts: Sequence[Any]) -> Question:
    pairs = [
        (str(text), f"{one:g}", f"{other:g}")
        for text, one, other in zip(texts, column.values, column.otherwise or (), strict=True)
        if one is not None and other is not None and one != other
    ][:3]
    first, second = (column.style or "comma"), "point" if column.style == "comma" else "comma"
    told = {"comma": lazy("The comma marks decimals"), "point": lazy("The point marks decimals")}
    options = tuple(
        Option(
            style, said(told[style]), same("; ".join(f"{pair[0]} = {pair[at]}" for pair in pairs))
        )
        for at, style in ((1, first), (2, second))
    )
    text = said(
        lazy("The numbers of “%(column)s” can be read in two ways. Which is meant?"), column=name
    )
    samples = tuple((pair[0], pair[1]) for pair in pairs)
    return Question("decimals", name, "decimals", text, options, samples)


def _ask_axes(
    dataset: Dataset,
    columns: Mapping[str, Sequence[Any]],
    decisions: Decisions,
    where: Place,
    known: Coordinates | None,
) -> Placed:
    """X is the easting for a mathematician and the northing for a Vietnamese surveyor."""
    named = dataset.coordinates
    assert named is not None and named.easting and named.northing
    x, y = (
        number_column(columns[name], name, decisions, dataset.rows)[0]
        for name in (named.easting, named.northing)
    )
    options = []
    for easting, northing, xy in (
        (named.northing, named.easting, np.column_stack((y, x))),
        (named.easting, named.northing, np.column_stack((x, y))),
    ):
        label = said(
            lazy("“%(east)s” is the easting, “%(north)s” the northing"),
            east=easting,
            north=northing,
        )
        answer = f"{easting}=easting {northing}=northing"
        options.append(Option(answer, label, _landing(xy, decisions, where, known)))
    text = said(
        lazy(
            "Which column is the easting? "
            "In Vietnamese surveying X is the northing and Y the easting."
        )
    )
    return Placed(questions=(Question("axes", "", "mapping", text, tuple(options)),))


def _landing(
    xy: Coordinates, decisions: Decisions, where: Place, known: Coordinates | None
) -> dict[str, str]:
    systems = None
    if decisions.crs:
        try:
            systems = [crs.system(decisions.crs)]
        except crs.UnknownSystem:
            systems = None

    def best() -> str:
        ranked = placing.candidates(
            xy, where.bounds, name=where.name, area=where.area, usual=where.usual, known=known,
            systems=systems,
        )  # fmt: skip
        plain = [one for one in ranked if not one.mistakes]
        return plain[0].sentence if plain else _("So read, the points lie in no known place.")

    return in_both(best)


# ── a system for all ─────────────────────────────────────────────────────────────────────────────


def _settle(
    shapes: Geometries,
    bad: Positions,
    dataset: Dataset,
    decisions: Decisions,
    where: Place,
    known: Coordinates | None,
    parents: Sequence[Any] | None,
) -> Placed:
    xy = _middles(shapes)
    declared = decisions.crs or (dataset.crs.definition if dataset.crs else None)
    try:
        system = crs.system(declared) if declared else None
        used = crs.transformation(system) if system else None
    except (crs.UnknownSystem, crs.NoTransformation):
        system = used = None
    if system is None:
        ranked = _ranked(xy, where, known)
        return Placed(
            unreadable=bad,
            placing=ranked,
            questions=(_ask_system(ranked, declared, where, known, xy),),
        )
    mended, shapes, xy = _mend(shapes, xy, system, decisions)
    remarks = list(_traps(xy, system, where, known, parents, dataset.rows))
    return Placed(_moved(shapes, system), bad, system, used, mended, None, (), tuple(remarks))


def _ranked(xy: Coordinates, where: Place, known: Coordinates | None) -> Placing:
    return placing.place(
        xy, where.bounds, name=where.name, area=where.area, usual=where.usual, known=known
    )


def _ask_system(
    ranked: Placing, declared: str | None, where: Place, known: Coordinates | None, xy: Coordinates
) -> Question:
    other: dict[str, list[Candidate]] = {}
    told = in_both(lambda: _remember(other, _ranked(xy, where, known)))
    options = tuple(
        Option(
            one.system.code or one.system.definition,
            same(one.system.label),
            {language: other[language][at].sentence for language in told},
        )
        for at, one in enumerate(ranked.candidates[:_OPTIONS])
    )
    if declared:
        why = said(
            lazy("From the declared system “%(system)s” no exact way leads to WGS 84."),
            system=declared[:80],
        )
    else:
        why = said(lazy("The file declares no coordinate system."))
    which = said(lazy("In which system are the coordinates?"))
    text = {one: f"{why[one]} {told[one]} {which[one]}" for one in told}
    return Question("crs", "", "crs", text, options)


def _remember(into: dict[str, list[Candidate]], ranked: Placing) -> str:
    into[str(get_language())] = list(ranked.candidates)
    return ranked.sentence


def _mend(
    shapes: Geometries, xy: Coordinates, system: System, decisions: Decisions
) -> tuple[tuple[str, ...], Geometries, Coordinates]:
    """Undo the accepted mistakes; of several ways to read the numbers, the one with just these."""
    wanted = frozenset(
        code for code in MISTAKES if decisions.accepts(code) and code in decisions.accepted
    )
    finite = np.isfinite(xy).all(axis=1)
    if not wanted or not finite.any():
        return (), shapes, xy
    codes = next(
        (
            reading.mistakes
            for reading in mistakes.readings(xy[finite], system)
            if frozenset(reading.mistakes) == wanted
        ),
        (),
    )
    if not codes:
        return (), shapes, xy
    moved = shapely.transform(shapely.force_2d(shapes), lambda part: _as_read(part, system, codes))
    return codes, moved, _middles(moved)


def _as_read(xy: Coordinates, system: System, wanted: tuple[str, ...]) -> Coordinates:
    for reading in mistakes.readings(xy, system):
        if reading.mistakes == wanted:
            return reading.xy
    return xy


def _traps(
    xy: Coordinates,
    system: System,
    where: Place,
    known: Coordinates | None,
    parents: Sequence[Any] | None,
    rows: NDArray[np.int64],
) -> list[Remark]:
    """What is odd about the whole file; and where nothing is, about single rows."""
    lonlat = crs.to_wgs84(xy, system)[0]
    if _MOSTLY <= where.contains(lonlat).mean() < placing.MOST:  # single rows are at fault
        return list(from_traps(lambda: stray_rows(xy, system, where, parents), rows, ERROR))
    whole = list(from_traps(lambda: diagnose(xy, system, where, known), rows))
    if any(remark.code == "lands_elsewhere" for remark in whole):
        return [
            replace(remark, severity=ERROR) if remark.code == "lands_elsewhere" else remark
            for remark in whole
        ]
    moved = [remark for remark in whole if remark.code not in _BY_DEFINITION]
    if moved:
        return whole
    return whole + list(from_traps(lambda: stray_rows(xy, system, where, parents), rows, ERROR))


_BY_DEFINITION = ("deprecated_definition", "datum_unstated", "own_shift_parameters")


def _moved(shapes: Geometries, system: System) -> Geometries:
    """In longitude and latitude; what has no place on the Earth becomes None."""
    plain = shapely.force_2d(shapes)
    xy, owner = shapely.get_coordinates(plain, return_index=True)
    lonlat = xy if system.code == crs.WGS84 else crs.to_wgs84(xy, system)[0]
    nowhere = ~np.isfinite(lonlat).all(axis=1) | (np.abs(lonlat) > (180.0, 90.0)).any(axis=1)
    moved = np.array(plain, dtype=object)
    moved[np.unique(owner[nowhere])] = None
    kept = ~np.isin(owner, owner[nowhere]) if nowhere.any() else slice(None)
    return np.asarray(shapely.set_coordinates(moved, lonlat[kept]), dtype=object)


def _middles(shapes: Geometries) -> Coordinates:
    """(n, 2) a point for each geometry: the middle of its bounds; NaN where there is none."""
    west, south, east, north = shapely.bounds(shapes).T
    return np.column_stack(((west + east) / 2, (south + north) / 2))


def _as_points(xy: Coordinates) -> Geometries:
    shapes = np.full(len(xy), None, dtype=object)
    finite = np.isfinite(xy).all(axis=1)
    shapes[finite] = shapely.points(xy[finite])
    return shapes


def _from_wkt(texts: Sequence[Any]) -> tuple[Geometries, Positions]:
    values = np.array([text or None for text in texts], dtype=object)
    plain = np.array(
        [text.split(";", 1)[-1] if isinstance(text, str) else None for text in values], dtype=object
    )
    shapes = shapely.from_wkt(plain, on_invalid="ignore")
    present = np.array([text is not None for text in plain])
    return shapes, np.flatnonzero(present & shapely.is_missing(shapes))


__all__ = ["ERROR", "MISTAKES", "WARNING", "Placed", "number_column", "place"]

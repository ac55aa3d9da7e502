from __future__ import annotations

import pytest

from diaban.editions import commands, publish, store
from diaban.editions.errors import EditionNotFound, NoEdition, Tampered
from diaban.editions.tests.build import NOW, fact, of_geometries, shapes, snapshot

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def published(tmp_path):
    given = of_geometries(shapes(5, 20))
    given.facts["park:p0"] = [fact("area", 1.0)]
    return tmp_path, publish.write(tmp_path, snapshot(given), now=NOW)


def files_of(root, name):
    folder = root / name
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def change_one_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_published_edition_is_sound(published):
    root, name = published
    assert store.verify(root, name) == []
    assert commands.verification(root) == {"id": name, "sound": True, "faults": []}


def test_one_changed_byte_in_any_file_is_found_by_its_name(published):
    root, name = published
    for file in files_of(root, name):
        path = root / name / file
        original = path.read_bytes()
        if not original:
            continue
        change_one_byte(path)
        (fault,) = store.verify(root, name)
        assert (fault.file, fault.problem) == (file, "changed")
        with pytest.raises(Tampered) as caught:
            store.open(root, name, verify=True)
        assert caught.value.file == file
        assert file in str(caught.value)
        path.write_bytes(original)
    assert store.verify(root, name) == []


def test_a_missing_or_longer_file_is_refused_at_every_opening(published, monkeypatch):
    root, name = published
    for file in files_of(root, name):
        monkeypatch.setattr(store, "_opened", type(store._opened)())
        path = root / name / file
        original = path.read_bytes()
        path.write_bytes(original + b" x")
        with pytest.raises(Tampered) as caught:
            store.open(root, name)
        assert caught.value.file == file
        path.unlink()
        with pytest.raises(Tampered) as caught:
            store.open(root, name)
        assert caught.value.file == file
        assert [fault.problem for fault in store.verify(root, name)] == ["missing"]
        path.write_bytes(original)


def test_a_file_that_does_not_belong_is_found(published):
    root, name = published
    (root / name / "layers" / "note.txt").write_text("hello")
    (fault,) = store.verify(root, name)
    assert str(fault) == "layers/note.txt does not belong to the edition"


def test_a_manifest_rewritten_to_fit_a_changed_file_is_still_refused(published):
    root, name = published
    (root / name / "sources.json").write_text("[]")
    manifest = root / name / "manifest.json"
    from diaban.editions import durable

    stated = store.read_manifest(root, name)["files"]["sources.json"]
    forged = durable.fingerprint(root / name / "sources.json")
    text = manifest.read_text().replace(stated["sha256"], forged["sha256"])
    manifest.write_text(text.replace(f'"size": {stated["size"]}', f'"size": {forged["size"]}'))
    (fault,) = store.verify(root, name)
    assert fault.file == "manifest.json"


def test_commands_answer_in_plain_data(published):
    root, name = published
    (summary,) = commands.summaries(root)
    assert summary["id"] == name
    assert summary["current"] is True
    assert summary["features"] == 20
    shown = commands.details(root)
    assert shown["layers"][0]["count"] == 20
    assert shown["sources"] == 1
    change_one_byte(root / name / "facts.bin")
    assert commands.verification(root, name)["faults"] == [
        {"file": "facts.bin", "problem": "changed", "words": "facts.bin was changed"}
    ]
    with pytest.raises(EditionNotFound):
        commands.details(root, "20200101T000000Z-00000000")
    with pytest.raises(NoEdition):
        commands.verification(root / "elsewhere")


def test_publishing_goes_on_after_the_current_edition_was_damaged(published):
    root, name = published
    (root / name / "facts.bin").unlink()
    store._opened.clear()
    following = publish.write(root, snapshot(of_geometries(shapes(6, 3))), now=NOW)
    manifest = store.current(root).manifest
    assert manifest["id"] == following
    assert manifest["previous"] is None
    assert manifest["previous_unreadable"] == name


def test_readers_are_refused_an_edition_with_one_changed_byte(published):
    """The size is the same; only the hash tells."""
    root, name = published
    change_one_byte(root / name / "facts.bin")
    store._opened.clear()
    store._pointers.clear()

    with pytest.raises(Tampered) as caught:
        store.current(root)

    assert caught.value.file == "facts.bin"

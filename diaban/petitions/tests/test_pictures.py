"""A picture of an anonymous report keeps what it shows, and nothing of who made it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from diaban.accounts.tests.people import client_of
from diaban.dossiers import blobs
from diaban.petitions import outside, pictures
from diaban.petitions.models import Attachment, OutsideFiling, Petition
from diaban.petitions.tests.test_outside import NEW, SAID, open_door  # noqa: F401
from diaban.petitions.tests.test_outside import track as address

GPS, MAKE, ARTIST, ORIENTATION, COMMENT = 0x8825, 0x010F, 0x013B, 0x0112, 0x9286


def photograph(format_: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    """A picture, red at the left, that says where it was taken, with what and by whom."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[MAKE], exif[ARTIST], exif[ORIENTATION] = "TELEPHONE", "NGUYEN VAN A", 6
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (20.0, 57.0, 11.0)
    out = io.BytesIO()
    extra = {"comment": b"NGUYEN VAN A"} if format_ == "JPEG" else {}
    image.save(out, format_, exif=exif.tobytes(), **extra, **more)
    return out.getvalue()


def refused(*contents: bytes) -> str:
    with pytest.raises(pictures.Refused) as error:
        pictures.check([("a", content) for content in contents])
        [pictures.shown(content) for content in contents]
    return error.value.code


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_place_device_and_name_are_gone_and_the_picture_stands_upright(format_):
    given = photograph(format_)
    with Image.open(io.BytesIO(given)) as before:
        assert before.getexif().get_ifd(GPS) and before.getexif()[ARTIST] == "NGUYEN VAN A"
    pictures.check([("a", given)])
    kept = pictures.shown(given)
    with Image.open(io.BytesIO(kept)) as after:
        assert (after.format, after.size, after.mode) == ("JPEG", (40, 60), "RGB")
        assert not after.getexif() and set(after.info) <= {
            "jfif", "jfif_version", "jfif_unit", "jfif_density"}  # fmt: skip
        top, bottom = after.getpixel((20, 10)), after.getpixel((20, 50))
    assert top[1] < 60 and bottom[1] > 200
    assert not any(word in kept for word in (b"NGUYEN", b"TELEPHONE", b"Exif", b"GPS"))


def test_a_picture_behind_the_picture_and_what_follows_its_end_are_gone():
    kept = pictures.shown(photograph() + b"NGUYEN VAN A" + photograph())
    assert b"NGUYEN" not in kept


def of_a_telephone(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG with a second picture behind the first, as many telephones make it."""
    out = io.BytesIO()
    second = Image.new("RGB", size, "blue")
    with Image.open(io.BytesIO(photograph(size=size))) as first:
        first.save(
            out, "MPO", save_all=True, append_images=[second], exif=first.getexif().tobytes()
        )
    return out.getvalue()


def test_a_telephones_jpeg_of_two_pictures_is_a_jpeg_and_only_its_first_is_kept(monkeypatch):
    given = of_a_telephone()
    with Image.open(io.BytesIO(given)) as before:
        assert (before.format, before.n_frames) == ("MPO", 2)
    monkeypatch.setattr(pictures, "MOST_PIXELS_OPENED", 60 * 40 - 1)
    pictures.check([("a", given)])
    kept = pictures.shown(given)
    with Image.open(io.BytesIO(kept)) as after:
        assert (after.format, after.size, getattr(after, "n_frames", 1)) == ("JPEG", (40, 60), 1)
        assert not after.getexif() and after.getpixel((20, 50))[1] > 200
    assert kept.count(b"\xff\xd8\xff") == 1 and b"MPF" not in kept and b"NGUYEN" not in kept
    monkeypatch.setattr(pictures, "MOST_PIXELS", 60 * 40 - 1)
    assert refused(given) == "pixels"


def test_a_telephones_jpeg_too_is_opened_at_a_fraction_of_its_size():
    given = io.BytesIO(of_a_telephone((8000, 600)))
    with Image.open(given, formats=pictures.FORMATS) as picture:
        picture.draft("RGB", (pictures.LONGEST_SIDE, 150))
        assert picture.size == (2000, 150)


def test_what_is_clear_becomes_white_and_what_is_large_becomes_smaller():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(pictures.shown(out.getvalue()))) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)
    with Image.open(io.BytesIO(pictures.shown(photograph(size=(5000, 1000))))) as kept:
        assert max(kept.size) == pictures.LONGEST_SIDE


def test_what_is_no_picture_or_too_much_of_one_is_refused_by_its_reason(monkeypatch):
    gif = io.BytesIO()
    Image.new("RGB", (5, 5)).save(gif, "GIF")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for content in (b"", b"%PDF-1.7", gif.getvalue(), svg, b"\xff\xd8\xff\xe0 no"):
        assert refused(content) == "type"
    assert refused(photograph("PNG")[:-60]) in ("broken", "type")
    assert refused(*[photograph()] * 4) == "many"
    monkeypatch.setattr(pictures, "MOST_PIXELS", 2399)
    assert refused(photograph()) == "pixels"
    monkeypatch.setattr(pictures, "MOST_PIXELS_OPENED", 2399)
    assert refused(photograph("WEBP")) == "pixels"
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    assert refused(photograph()) == "large"


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked():
    head = bytearray(photograph("PNG"))
    head[16:24] = (100_000).to_bytes(4, "big") * 2
    import zlib

    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4, "big")
    assert refused(bytes(head)) == "pixels"


def send(*contents: bytes, **more: str):
    files = [SimpleUploadedFile("IMG Nguyen Van A.jpg", one) for one in contents]
    return Client().post(NEW, SAID | more | {"pictures": files})


@pytest.mark.django_db
def test_a_report_is_filed_with_clean_pictures_under_names_that_tell_nothing():
    assert send(photograph(), photograph("PNG", (30, 30))).status_code == 302
    petition = Petition.objects.get()
    kept = list(Attachment.objects.filter(petition=petition))
    assert [one.name for one in kept] == ["anh-1.jpg", "anh-2.jpg"]
    for one in kept:
        content = blobs.path_of(one.sha256).read_bytes()
        assert content.startswith(b"\xff\xd8\xff") and b"NGUYEN" not in content
        assert (one.added_by, one.media_type) == (None, "image/jpeg")
    desk = client_of("officer").get(f"/en/desk/petitions/{petition.number}/").content.decode()
    assert "anh-1.jpg" in desk
    for page in (address(petition), "/en/petitions/"):
        assert "anh-1.jpg" not in Client().get(page).content.decode()


@pytest.mark.django_db
def test_a_picture_that_cannot_be_taken_is_told_and_what_was_typed_is_kept():
    page = send(b"GIF89a").content.decode()
    assert "is no JPEG, PNG or WebP picture" in page and SAID["text"] in page
    assert not Petition.objects.exists() and not OutsideFiling.objects.exists()


@pytest.mark.django_db
def test_pictures_of_an_unfinished_report_are_not_kept_and_this_is_said():
    page = send(photograph(), title="").content.decode()
    assert "choose the pictures again" in page
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_who_sends_broken_pictures_all_day_is_counted_before_they_are_unpacked(monkeypatch):
    unpacked = []
    monkeypatch.setattr(pictures, "shown", lambda *said: unpacked.append(said) or b"x")
    for _n in range(outside.PER_HOUR):
        assert send(photograph()).status_code == 302
    assert send(photograph()).status_code == 429
    assert len(unpacked) == outside.PER_HOUR

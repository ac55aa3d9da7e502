"""Similar petitions among 100,000 open ones of one park: how long a look-up takes.

    python benchmarks/bench_petitions.py [--petitions 100000]

Target: at most 100 ms. Uses a database of its own in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time

TARGET_MS = 100
TROUBLES = (
    "mất điện trạm biến áp quá tải dây chuyền dừng", "nước sạch áp lực yếu mùa khô",
    "mặt bằng chưa bàn giao hộ dân chưa nhận tiền", "đường nội bộ hư hỏng xe tải nặng",
    "nhà ở công nhân thiếu chỗ thuê", "thủ tục điều chỉnh tiến độ dự án", "thoát nước mưa ngập",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--petitions", type=int, default=100_000)
    wanted = parser.parse_args().petitions
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIABAN_DATA"] = folder
        os.environ.pop("DIABAN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        measure(wanted)


def measure(wanted: int) -> None:
    from diaban.petitions.finding import similar

    fill(wanted)
    chance = random.Random(7)
    times = []
    for _n in range(40):
        text = sentence(chance)
        start = time.perf_counter()
        found = similar(text, "park:a")
        times.append((time.perf_counter() - start) * 1000)
        assert found, "every sentence is much like some others"
    print(f"{wanted:,} open petitions of one park, a sentence of about 14 words")
    print(
        f"similar ones: median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms"
        f" (target {TARGET_MS} ms)"
    )


def sentence(chance: random.Random) -> str:
    words = " ".join(chance.choice(TROUBLES) for _n in range(2)).split()
    chance.shuffle(words)
    return " ".join([*words[:12], f"lô {chance.randint(1, 4000)}"])


def fill(wanted: int) -> None:
    from django.utils import timezone

    from diaban.petitions.models import Petition, Word
    from diaban.petitions.similar import tokens

    chance = random.Random(1)
    today = timezone.localdate()
    batch = 5_000
    for first in range(0, wanted, batch):
        rows = [
            Petition(number=f"B-{n}", title=sentence(chance), text=".", category="power",
                     petitioner_kind="enterprise", channel="online", place="park:a",
                     notice_days=10, filed_on=today)
            for n in range(first, min(first + batch, wanted))
        ]  # fmt: skip
        Petition.objects.bulk_create(rows)
        Word.objects.bulk_create(
            [Word(petition=row, word=word, place=row.place)
             for row in rows for word in tokens(row.title)],
            batch_size=10_000,
        )  # fmt: skip


if __name__ == "__main__":
    main()

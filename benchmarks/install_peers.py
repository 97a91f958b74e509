"""Install the other fakes in pinned versions: python benchmarks/install_peers.py DIR.

They are npm packages, installed without their install scripts. Java (for WireMock) and nginx are not installed; they
have to exist.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import machine
from machine import CannotMeasureError
from peers import PEERS, home, missing

CANNOT_INSTALL = 2


def main() -> int:
    parser = argparse.ArgumentParser(description="Install the fakes that oms-mock is compared with.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder for the fakes, created if it is missing")
    folder = parser.parse_args().folder
    try:
        machine.require("npm", "install Node.js 20 or later")
        for package in dict.fromkeys(peer.package for peer in PEERS if peer.package):
            install(folder, package)
    except CannotMeasureError as error:
        print(f"install_peers: {error}", file=sys.stderr)
        return CANNOT_INSTALL
    for peer in PEERS:
        print(f"{peer.name}: {missing(folder, peer) or 'ready'}")
    return 0


def install(folder: Path, package: str) -> None:
    """Install one npm package into a separate folder. Raises CannotMeasureError."""
    place = home(folder, package)
    place.mkdir(parents=True, exist_ok=True)
    print(f"{package} …", flush=True)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(place)]
    done = subprocess.run(["npm", "install", *options, package], check=False)
    if done.returncode:
        raise CannotMeasureError(f"npm could not install {package}")


if __name__ == "__main__":
    sys.exit(main())

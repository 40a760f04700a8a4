"""Runs the emulator on a free loopback port, seeds it, and ends when its standard input does.

usage: serve.py [SCRIPT]

SCRIPT beside this file fills the account (default: seed.py).
Prints `HOST:PORT` when the account is filled. Ending with standard input means that no emulator outlives the test that
started it, even one that was killed.
"""

import os
import runpy
import sys
from pathlib import Path

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
# Some 600 public images and their snapshots, none of them the account's own.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
for variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[variable]

from moto.server import ThreadedMotoServer  # noqa: E402 (moto reads its environment when it is imported)

import logging  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
script = (sys.argv[1:] or ["seed.py"])[0]
sys.argv = [script, f"http://{host}:{port}"]
runpy.run_path(str(Path(__file__).with_name(script)))
print(f"{host}:{port}", flush=True)
sys.stdin.read()

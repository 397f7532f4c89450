"""A job that is killed at random times, again and again, ends with what an undisturbed one gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.batch.conftest import digests

KILLS = 5

KILLER = f"""
import os, random, signal, sys, time
from voc.batch import gather, group, score_files, shards
import voc

gather.ROWS, group.SIZE, shards.SMALLEST, shards.AT_ONCE = 15, 25, 12, 5
exports, undisturbed, killed = sys.argv[1:]
analyzer = voc.load(threads=1)  # threads would not live on in a copy of the process

def begin(out):
    '''Run the job in a copy of this process, which has the model already.'''
    child = os.fork()
    if not child:
        try:
            score_files(analyzer, [exports], out, progress=False, resume=True)
            os._exit(0)
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
    return child

started = time.monotonic()
assert os.waitpid(begin(undisturbed), 0)[1] == 0
seconds = time.monotonic() - started
rng, hits = random.Random(0), 0
for _ in range({KILLS}):
    child = begin(killed)
    time.sleep(rng.uniform(0, 0.6) * seconds)
    os.kill(child, signal.SIGKILL)
    hits += os.WIFSIGNALED(os.waitpid(child, 0)[1])
assert os.waitpid(begin(killed), 0)[1] == 0
print(hits)
"""


def test_a_job_that_is_killed_again_and_again_loses_nothing(exports: Path, tmp_path: Path) -> None:
    outs = tmp_path / "undisturbed", tmp_path / "killed"
    command = [sys.executable, "-c", KILLER, str(exports), *map(str, outs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 0, "no kill came in time"
    assert digests(outs[0]) == digests(outs[1])

"""The program, run and measured: exit status, time, peak of resident memory, what it said and wrote.

Reads the command line of `run`.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
options = argparse.ArgumentParser()
options.add_argument("--tool", default=os.path.join(ROOT, ".build/release/dump2eval"))
options.add_argument("--size", type=float, default=10)
options = options.parse_args()
SIZE = int(options.size * 1e9)
LONG = SIZE // 5
# What --memory and --max-call-size allow, and 32 MiB; the reader holds a span that may be too large up to the limit, and
# doubles its buffer on the way.
MEMORY = ["--memory", "16M", "--max-call-size", "8M"]
PEAK = 16 + 32 + 8 * 3
# Slower than this is a hang: 20 MB a second, on a machine that is busy with other things. Of what costs something for every
# few bytes there are ten times fewer.
SECONDS = 10 + SIZE / 20e6

work = tempfile.mkdtemp(prefix="dump2eval-hostile-")
failures = []


def expect(condition, what):
    if not condition:
        failures.append(what)
        print("  FAILED: " + what, flush=True)


class Outcome:
    pass


# A process begins with the peak of the one that it is forked from: so from a small one.
LAUNCHER = """if True:
    import os, sys
    pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status, usage = os.wait4(pid, 0)
    open(sys.argv[1], "w").write(str(usage.ru_maxrss))
    code = os.waitstatus_to_exitcode(status)
    os._exit(code) if code >= 0 else os.kill(os.getpid(), -code)
"""


def run(arguments, feed=None, folder=None, **more):
    """Runs the program; `feed` gives pieces of its standard input."""
    folder = folder or os.path.join(work, "out")
    shutil.rmtree(folder, ignore_errors=True)
    start = time.time()
    usage = os.path.join(work, "usage")
    with open(os.path.join(work, "stdout"), "wb") as out, open(os.path.join(work, "stderr"), "wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", LAUNCHER, usage, options.tool, *arguments],
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
            env=dict(os.environ, SOURCE_DATE_EPOCH="1773584520", TMPDIR=work, **more))
    sent = [0]

    def write():
        try:
            for piece in feed:
                process.stdin.write(piece)
                sent[0] += len(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass

    if feed:
        thread = threading.Thread(target=write, daemon=True)
        thread.start()
    timer = threading.Timer(max(60, SECONDS), lambda: os.killpg(process.pid, signal.SIGKILL))
    timer.start()
    outcome = Outcome()
    outcome.status = process.wait()
    timer.cancel()
    outcome.seconds = time.time() - start
    outcome.peak = int(open(usage).read()) / 1024 if outcome.status >= 0 else 0
    outcome.sent = sent[0]
    outcome.stdout = open(os.path.join(work, "stdout"), "rb").read()
    outcome.stderr = open(os.path.join(work, "stderr"), "rb").read()
    outcome.folder = folder
    outcome.names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return outcome


def row(title, size, outcome):
    print(
        f"{title:44} {size:>9}  exit {outcome.status}  {outcome.seconds:6.1f} s  {outcome.peak:6.1f} MiB", flush=True)


def size_text(count):
    for unit, text in [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]:
        if count >= unit:
            return f"{count / unit:.1f} {text}"
    return f"{count} B"


def check(title, outcome, size, peak=PEAK, statuses=(1, 2), datasets=0):
    row(title, size_text(size), outcome)
    expect(outcome.status in statuses, f"{title}: ends with {outcome.status}: {outcome.stderr[-300:]!r}")
    expect(outcome.peak <= peak, f"{title}: takes {outcome.peak:.0f} MiB, more than {peak:.0f}")
    expect(outcome.seconds < SECONDS, f"{title}: takes {outcome.seconds:.0f} s")
    expect(len(outcome.names) == datasets, f"{title}: {len(outcome.names)} datasets instead of {datasets}")
    lines = outcome.stderr.split(b"\n")
    expect(all(len(line) < 2000 for line in lines) and len(lines) < 50, f"{title}: says too much: {outcome.stderr[:300]!r}")

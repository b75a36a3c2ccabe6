"""What a system may not grant: descriptors, threads, /proc. Each run works, or says in one line why not, with status 3."""

import os
import resource
import subprocess

from dumps import GOOD
from program import expect, options, work

ONE_LINE = 3


def run(arguments, prepare=None, before=()):
    try:
        return subprocess.run(
            [*before, options.tool, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, cwd=work,
            preexec_fn=prepare)
    except subprocess.TimeoutExpired:
        return None


def check(title, outcome):
    """Whether it worked; what it says otherwise is one line."""
    if outcome is None:
        expect(False, f"{title}: hangs")
        return False
    # What the system's loader cannot get before the program begins, it says itself.
    if outcome.returncode == 127 and b"error while loading shared libraries" in outcome.stderr:
        return False
    lines = outcome.stderr.decode().splitlines()
    expect(outcome.returncode in (0, 2, ONE_LINE), f"{title}: ends with {outcome.returncode}: {outcome.stderr[-300:]!r}")
    if outcome.returncode == ONE_LINE:
        expect(len(lines) == 1 and lines[0].startswith("dump2eval: "), f"{title}: says {outcome.stderr!r}")
    return outcome.returncode == 0


def limits():
    path = os.path.join(work, "good.json")
    with open(path, "wb") as file:
        file.write(GOOD)
    command = ["-q", "-o", "-", "--jobs", "2", path]
    worked = {}

    def sweep(title, values, limit):
        worked[title] = [
            value for value in values if check(f"{title} {value}", run(command, lambda: limit(value)))]

    sweep("descriptors", range(4, 20), lambda count: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count)))
    sweep(
        "address space, MB", range(20, 420, 20), lambda size: resource.setrlimit(resource.RLIMIT_AS, (size << 20, size << 20)))
    # The superuser's processes are not counted.
    if os.geteuid() == 0:
        os.chmod(work, 0o755)

        def few_processes(count):
            resource.setrlimit(resource.RLIMIT_NPROC, (count, count))
            os.setgroups([])
            os.setgid(61183)
            os.setuid(61183)

        sweep("processes of a user", range(1, 12), few_processes)
        os.chmod(work, 0o700)
    for title, values in worked.items():
        expect(values, f"{title}: never works")
        print(f"{title:44} works from {values[0] if values else 'nothing'} on")


def no_proc():
    """Arguments come from main: all is as with /proc. A static build is ended by Swift's run-time before main."""
    hide = ["unshare", "--mount", "--propagation", "private", "sh", "-c", 'umount -l /proc && exec "$@"', "sh"]
    if subprocess.run([*hide, "true"], capture_output=True).returncode != 0:
        print(f"{'no /proc':44} not run: /proc cannot be hidden here")
        return
    version = run(["--version"], before=hide)
    if version.returncode < 0 or b"Unable to obtain Swift runtime path" in version.stderr:
        print(f"{'no /proc':44} not run: a static build")
        return
    expect(version.returncode == 0 and version.stdout, f"no /proc: --version ends with {version.returncode}")
    for arguments, status in [(["--no-such-option"], 64), (["-q", "-o", "-", os.path.join(work, "missing")], 2),
                              (["-q", "-o", "-", os.path.join(work, "good.json")], 0)]:
        outcome = run(arguments, before=hide)
        expect(outcome.returncode == status, f"no /proc: {arguments} ends with {outcome.returncode}: {outcome.stderr!r}")
    print(f"{'no /proc':44}    4 runs")

#!/usr/bin/env python3
"""Compares the instructions of each stage with its budget, so that a change that costs 5 % is seen.

    Tests/Benchmarks/check_instructions.py [--record] [FOLDER WITH Benchmarks]        after a build as in Tests/Benchmarks/run

valgrind repeats to a few parts in a million. A stage's instructions are those of two runs less those of one, so that neither
start-up nor the making of its input counts. Budgets are of processors with AVX2 (valgrind shows the machine's own).
"""
import json, pathlib, platform, re, shutil, subprocess, sys, tempfile

TOLERANCE = 0.04
STAGES = ["inflate", "search", "sort", "emit"] + [
    "decode-%s-%s" % (form, preset) for form in ("jaeger", "otlp", "protobuf") for preset in ("archive", "llm-heavy", "agent")]
MEGABYTES = "1"

arguments = [a for a in sys.argv[1:] if a != "--record"]
program = pathlib.Path(arguments[0] if arguments else ".build/release") / "Benchmarks"
budgets_file = pathlib.Path(__file__).with_name("instructions.json")
if not shutil.which("valgrind") or not shutil.which("strip"):
    print("valgrind or strip is not installed: instructions were not checked")
    sys.exit(1 if "--record" in sys.argv else 0)
if platform.machine() != "x86_64" or "avx2" not in open("/proc/cpuinfo").read():
    print("budgets are for x86-64 with AVX2: instructions were not checked")
    sys.exit(0)

# valgrind 3.19 cannot read the debugging information of Swift 6.3.
stripped = pathlib.Path(tempfile.mkdtemp()) / "Benchmarks"
subprocess.run(["strip", "-o", stripped, program], check=True)


def instructions(stage, runs):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(stripped)]
    done = subprocess.run(
        command + ["stage", stage, MEGABYTES, str(runs)], capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "SWIFT_DETERMINISTIC_HASHING": "1"})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit("%s failed:\n%s" % (stage, done.stderr[-2000:]))
    return int(found[1]), int(done.stdout.split()[-1])


budgets = json.loads(budgets_file.read_text()) if budgets_file.exists() else {}
found, failed = {}, False
for stage in STAGES:
    (one, size), (two, _) = instructions(stage, 1), instructions(stage, 2)
    found[stage] = round((two - one) / size, 4)
    budget = budgets.get(stage)
    change = "" if not budget else "%+.1f %%" % (100 * (found[stage] / budget - 1))
    bad = budget is not None and found[stage] > budget * (1 + TOLERANCE)
    failed |= bad
    print("%-28s %9.4f instructions per byte, budget %s %s%s" % (stage, found[stage], budget, change, "  TOO MANY" if bad else ""))
if "--record" in sys.argv:
    budgets_file.write_text(json.dumps(found, indent=1) + "\n")
shutil.rmtree(stripped.parent)
sys.exit(1 if failed and "--record" not in sys.argv else 0)

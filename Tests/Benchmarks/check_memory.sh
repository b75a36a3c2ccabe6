#!/bin/bash
# Checks that memory does not grow with the dump.
#
#   swift build -c release --static-swift-stdlib          (with DUMP2EVAL_BENCH=1)
#   Tests/Benchmarks/check_memory.sh [FOLDER WITH dump2eval AND Benchmarks]
#
# README, "Guarantees": some 32 MB and the largest call beyond --memory. Dumps of 150 MB of LLM calls against --memory 4M, from a pipe.
set -u
bin=${1:-.build/release}
limit=40
memory=4M
failed=0
check() { # NAME GENERATOR-ARGUMENTS COMPRESSOR MEMORY
  printf '%-40s' "$1"
  "$bin/Benchmarks" generate $2 | $3 | "$bin/Benchmarks" peak $limit "$bin/dump2eval" convert --memory "$4" -qq -o /dev/shm/dump2eval-memory - || failed=1
  rm -rf /dev/shm/dump2eval-memory
}
[ -d /dev/shm ] || { echo "there is no /dev/shm here: not checked"; exit 0; }
for form in jaeger otlp protobuf; do
  check "llm-heavy $form" "llm-heavy $form 150" cat $memory
  check "llm-heavy $form, gzip" "llm-heavy $form 150" "gzip -1" $memory
  check "one trace $form" "one-trace $form 64" cat $memory
done
check "one trace, content in log records" "one-trace-logs otlp 64" cat $memory
check "archive jaeger, default --memory" "archive jaeger 300" cat 64M
exit $failed

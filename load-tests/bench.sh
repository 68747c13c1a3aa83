#!/bin/sh
# Every benchmark, on embedded servers of its own, thrown away afterwards; tables and plots go to load-tests/results:
#   load-tests/bench.sh                  lists them
#   load-tests/bench.sh NAME [options]
#   load-tests/bench.sh all
# BENCH_JAVA_OPTS adds JVM options.
cd "$(dirname -- "$0")/.." || exit 1
./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -pl load-tests -am package || exit 1
# shellcheck disable=SC2086 # several options are several words
exec java -Xmx2g -Djdk.httpclient.allowRestrictedHeaders=host ${BENCH_JAVA_OPTS:-} -cp "load-tests/target/test-classes:app/target/seenby-app.jar:load-tests/target/lib/*" dev.seenby.loadtests.Benchmarks "$@"

#!/bin/sh
# One app offers ten times what the server can take, another makes 100 calls a second, to one server process:
#   load-tests/overload.sh [seconds of overload, default 60]
cd "$(dirname -- "$0")/.." || exit 1
./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -pl load-tests -am package || exit 1
processors=$(nproc)
callers=0-$((processors / 2 - 1))
exec taskset --cpu-list "$callers" java -Xmx512m -Dprocessors="$processors" -cp load-tests/target/test-classes:app/target/seenby-app.jar dev.seenby.loadtests.Overload "$@"

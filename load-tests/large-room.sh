#!/bin/sh
# Fills a very large room on embedded servers of its own, measures it and throws it away:
#   load-tests/large-room.sh [members, default 100000] [messages, default 10000]
cd "$(dirname -- "$0")/.." || exit 1
./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -pl load-tests -am package || exit 1
exec java -Xmx2g -cp load-tests/target/test-classes:app/target/seenby-app.jar dev.seenby.loadtests.LargeRoom "$@"

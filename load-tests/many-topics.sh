#!/bin/sh
# Reads a channel of many topics in random order, beside one topic and beside a row for each recipient:
#   load-tests/many-topics.sh [topics, default 1000] [messages in each, default 10] [members, default 100]
cd "$(dirname -- "$0")/.." || exit 1
./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -pl load-tests -am package || exit 1
exec java -Xmx2g -cp load-tests/target/test-classes:app/target/seenby-app.jar dev.seenby.loadtests.ManyTopics "$@"

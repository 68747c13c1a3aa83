#!/bin/sh
# Fills a very large room on embedded servers of its own and measures it: large-room.sh [members] [messages]
cd "$(dirname -- "$0")/.." || exit 1
./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -pl load-tests -am test-compile || exit 1
exec ./mvnw -q -B -Djacoco.skip -pl load-tests -am test-compile exec:java@large-room -Dexec.args="$*"

#!/bin/sh
# Marks at a steady load without webhook, with its receiver up, and with it down; then it comes back and must have missed nothing:
#   load-tests/webhook-outage.sh [seconds of each part, default 60] [marks a second, default 1000] [groups, default 20]
cd "$(dirname -- "$0")/.." || exit 1
./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -pl load-tests -am package || exit 1
exec java -Xmx2g -cp load-tests/target/test-classes:app/target/seenby-app.jar dev.seenby.loadtests.WebhookOutage "$@"

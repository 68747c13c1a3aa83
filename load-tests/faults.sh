#!/bin/sh
# The tests that kill, cut and starve, while the mixed simulation loads the machine with a server of its own:
#   load-tests/faults.sh [-Dname=value ...]     of the simulation
# The simulation begins anew when its day is over. Fails when a test does; calls of the simulation may, as both ask for more than two cores have.
cd "$(dirname -- "$0")/.." || exit 1
tests='SigkillTest,LifecycleTest,AgreementTest,TroubleTest,Lost*Test,ManyWritersTest,*KilledTest'
load-tests/gatling.sh >/dev/null || exit 1
(
    day=
    trap 'kill "$day" 2>/dev/null; wait "$day"; exit' TERM
    while :; do
        GATLING_BUILT=yes load-tests/gatling.sh mixed -Dseconds=120 -Dvisits=6000 "$@" &
        day=$!
        wait "$day"
    done
) &
load=$!
trap 'kill "$load" 2>/dev/null; wait "$load"' EXIT
./mvnw -q -B -Dspotless.check.skip -Djacoco.skip -Dsurefire.failIfNoSpecifiedTests=false -Dtest="$tests" -pl app -am test </dev/null || exit 1
kill -0 "$load" 2>/dev/null || exit 1
echo 'the fault tests held under the load'

#!/bin/sh
# Runs a Gatling simulation on a server of its own, in a temporary folder that is thrown away; reports go to load-tests/target/gatling:
#   load-tests/gatling.sh                       lists them
#   load-tests/gatling.sh NAME [-Dname=value ...]
# load-tests/README.md tells what can be set. With GATLING_BUILT=yes it builds nothing.
cd "$(dirname -- "$0")/.." || exit 1
[ "${GATLING_BUILT:-}" = yes ] ||
    ./mvnw -q -B -DskipTests -Dspotless.check.skip -Djacoco.skip -Pgatling -pl load-tests -am package </dev/null || exit 1
cd load-tests || exit 1
name=
case ${1:-} in
[!-]*)
    name=$1
    shift
    ;;
esac
# Gatling shares the machine with the server: the options leave most of it to that one.
# shellcheck disable=SC2086 # no name = no argument
exec java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --add-opens=java.base/java.lang=ALL-UNNAMED -Djar=../app/target/seenby-app.jar "$@" \
    -cp "target/test-classes:$(cat target/gatling.classpath)" dev.seenby.loadtests.gatling.Run $name

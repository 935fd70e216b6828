#!/usr/bin/env bash
# What the images cost: their sizes, and for services of a platform that is up (docker compose up --wait) the time from the start
# of the container until it is ready, and the memory 8 s later, with the cache of its JVM and without, by turns.
#
#   deploy/measure.sh [ROUNDS [SERVICE=HEALTH_PORT...]]       default: 5 rounds of fra-2=9911
#
# The containers are made anew each time, from the images that are there. Machine-readable: a line a start.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly ROUNDS=${1:-5} READY_LIMIT=60 SETTLE=8
shift || true
if [ $# -eq 0 ]; then set -- fra-2=9911; fi
export COMPOSE_ANSI=never COMPOSE_PROGRESS=quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# recreate SERVICE AOT_MODE: "auto" is as the images have it, "off" without the cache
recreate() {
    printf 'services: { %s: { environment: { JDK_JAVA_OPTIONS: "-XX:AOTMode=%s" } } }\n' "$1" "$2" >"$work/mode.yml"
    docker compose --file docker-compose.yml --file "$work/mode.yml" up --detach --no-deps --force-recreate "$1" >/dev/null 2>&1
}

# start SERVICE HEALTH_PORT AOT_MODE
start() {
    local id begun ready
    recreate "$1" "$3"
    local deadline=$((SECONDS + READY_LIMIT))
    until curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$2/q/health/ready"; do
        if [ "$SECONDS" -ge "$deadline" ]; then echo "measure: $1 is not ready within $READY_LIMIT s" >&2; exit 1; fi
        sleep 0.02
    done
    ready=$(date +%s%3N)
    id=$(docker compose ps --quiet "$1")
    begun=$(date --date "$(docker inspect --format '{{.State.StartedAt}}' "$id")" +%s%3N)
    sleep "$SETTLE"
    echo "$1 cache=$3 ready_ms=$((ready - begun)) memory=$(docker stats --no-stream --format '{{.MemUsage}}' "$id" | cut -d' ' -f1)"
}

docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}' --filter 'reference=skerry/*:dev' | sort
for round in $(seq "$ROUNDS"); do
    for service; do
        if [ $((round % 2)) = 1 ]; then modes='auto off'; else modes='off auto'; fi
        for mode in $modes; do start "${service%%=*}" "${service#*=}" "$mode"; done
    done
done
docker compose up --detach --no-deps "${@%%=*}" >/dev/null 2>&1

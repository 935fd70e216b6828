#!/usr/bin/env bash
# Brings up docker-compose.yml under a project name of its own, uses it from outside as an operator and a user would, and
# takes it down again: images, health, publish, three PoPs of two nodes, HTTPS, a purge with its receipts, what Prometheus sees,
# and nothing left behind.
# Needs Docker with compose v2, curl, and the ports of the platform. Exit codes: 0 all seen, 1 not. Bounded to 15 minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PROJECT=skerry-smoke
readonly BUILD_LIMIT=600 READY_LIMIT=180 HTTP_LIMIT=10 TARGETS_LIMIT=20
readonly EDGE_MAX_BYTES=250000000
readonly EDGES='fra-1 fra-2 nyc-1 nyc-2 sgp-1 sgp-2' SERVICES='origin purge telemetry'
export COMPOSE_PROJECT_NAME=$PROJECT COMPOSE_ANSI=never COMPOSE_PROGRESS=plain DOCKER_BUILDKIT=1

work=$(mktemp -d)
step='start'
reason='see above'

say() { echo "compose-smoke: $*"; }

fail() {
    reason=$*
    say "FAILED at '$step': $reason" >&2
    exit 1
}

finish() {
    local code=$?
    trap - EXIT
    if [ "$code" -ne 0 ]; then
        say "failed at '$step'; what the containers say:" >&2
        docker compose --profile '*' ps --all >&2 || true
        docker compose --profile '*' logs --no-color --tail 60 >&2 || true
    fi
    docker compose --profile '*' down --volumes --remove-orphans --timeout 20 >"$work/down.log" 2>&1 || {
        cat "$work/down.log" >&2
        code=1
    }
    require_nothing_left || code=1
    rm -rf "$work"
    # Said again after the containers' logs, for those who have only the end of this output.
    if [ "$code" -eq 0 ]; then say "passed in $SECONDS s"; else say "FAILED at '$step': $reason" >&2; fi
    exit "$code"
}

require_nothing_left() {
    local kind left=0
    for kind in 'ps --all' 'volume ls' 'network ls'; do
        # shellcheck disable=SC2086 # two words each
        if [ -n "$(docker $kind --quiet --filter "label=com.docker.compose.project=$PROJECT")" ]; then
            say "'down -v' has left something: docker $kind" >&2
            left=1
        fi
    done
    return "$left"
}

# skerry ARGS...: the command line in its container
skerry() { timeout 60 docker compose run --rm --no-TTY skerry "$@"; }

# get POP_PORT PATH: body to $work/body, head to $work/head; anything but 200 fails
get() {
    local code
    code=$(curl --silent --show-error --max-time "$HTTP_LIMIT" --header 'Host: demo.localhost' --dump-header "$work/head" \
        --output "$work/body" --write-out '%{http_code}' "http://127.0.0.1:$1$2") || fail "no answer from port $1"
    if [ "$code" != 200 ]; then fail "port $1 answers $code for $2: $(head -c 500 "$work/body")"; fi
}

cache_status() { tr -d '\r' <"$work/head" | sed -n 's/^[Cc]ache-[Ss]tatus: //p' | paste -sd, -; }

require_hit() { if [[ $(cache_status) != *hit* ]]; then fail "port $1 has no hit: Cache-Status: $(cache_status)"; fi; }

require_no_hit() { if [[ $(cache_status) == *hit* ]]; then fail "port $1 serves from cache: Cache-Status: $(cache_status)"; fi; }

require_body() { if ! cmp --silent "$work/body" "$work/$2"; then fail "port $1 serves other bytes than were published"; fi; }

# publish FILE: as /smoke.html of the demo site
publish() {
    curl --silent --show-error --fail-with-body --max-time "$HTTP_LIMIT" --header "Authorization: Bearer $token" \
        --upload-file "$work/$1" http://127.0.0.1:8081/v1/sites/demo/content/smoke.html >"$work/published" ||
        fail "origin-service refuses the page: $(cat "$work/published")"
}

trap finish EXIT
trap 'exit 1' INT TERM
docker compose --profile '*' down --volumes --remove-orphans --timeout 5 >/dev/null 2>&1

step='build the images'
begun=$SECONDS
timeout "$BUILD_LIMIT" docker compose build >"$work/build.log" 2>&1 || { tail -60 "$work/build.log" >&2; fail 'the build failed'; }
say "images built in $((SECONDS - begun)) s:"
docker images --format '  {{.Repository}}:{{.Tag}} {{.Size}}' --filter 'reference=skerry/*:dev'
bytes=$(docker image inspect --format '{{.Size}}' skerry/edge:dev)
if [ "$bytes" -ge "$EDGE_MAX_BYTES" ]; then fail "the edge's image has $bytes bytes: stay under $EDGE_MAX_BYTES"; fi

step='no image has a shell'
for image in edge origin purge telemetry cli; do
    if docker run --rm --network none --entrypoint sh "skerry/$image:dev" -c true >/dev/null 2>&1; then fail "skerry/$image has one"; fi
done

step='bring the platform up'
# A JVM that does not accept the cache of its image would start without one, slower and silently: here it ends instead.
for service in $EDGES $SERVICES; do
    echo "  $service: { environment: { JDK_JAVA_OPTIONS: -XX:AOTMode=on } }"
done | sed '1i services:' >"$work/strict.yml"
export COMPOSE_FILE=$PWD/docker-compose.yml:$work/strict.yml COMPOSE_PROFILES=observability
begun=$SECONDS
timeout $((READY_LIMIT + 30)) docker compose up --detach --wait --wait-timeout "$READY_LIMIT" >"$work/up.log" 2>&1 ||
    { tail -20 "$work/up.log" >&2; fail 'not healthy in time'; }
say "healthy in $((SECONDS - begun)) s; memory:"
docker stats --no-stream --format '  {{.Name}} {{.MemUsage}}' | grep "$PROJECT"

step='processes are the programs alone'
for service in $EDGES $SERVICES; do
    programs=$(docker top "$PROJECT-$service-1" -eo pid,comm | awk 'NR > 1 { print $2 }' | sort -u | paste -sd' ' -)
    if [ "$programs" != java ]; then fail "$service runs '$programs', which should be 'java'"; fi
done

step='publish a page'
token=$(skerry token demo content:write purge:all purge:read 2>"$work/token.log") || { cat "$work/token.log" >&2; fail 'no token'; }
echo '<!doctype html><title>one</title>' >"$work/one"
echo '<!doctype html><title>two</title>' >"$work/two"
publish one

step='fetch it through both nodes of three PoPs'
for port in 9001 9011 9002 9012 9003 9013; do
    get "$port" /smoke.html
    require_body "$port" one
    get "$port" /smoke.html
    require_body "$port" one
    require_hit "$port"
done

step='fetch it by HTTPS'
docker compose cp secrets:/data/secrets/ca.pem "$work/ca.pem" >/dev/null 2>&1 || fail 'the development CA cannot be copied out'
for port in 9441 9451 9442 9452 9443 9453; do
    curl --silent --show-error --fail --max-time "$HTTP_LIMIT" --cacert "$work/ca.pem" --resolve "demo.localhost:$port:127.0.0.1" \
        --output "$work/body" "https://demo.localhost:$port/smoke.html" || fail "no HTTPS on port $port"
    require_body "$port" one
done

step='a new version reaches every node'
publish two
for port in 9001 9011 9002 9012 9003 9013; do
    get "$port" /smoke.html
    require_body "$port" two
done

step='purge, with a receipt from every node'
curl --silent --show-error --fail-with-body --max-time "$HTTP_LIMIT" --header "Authorization: Bearer $token" \
    --header 'Content-Type: application/json' --data '{"everything":true}' --output "$work/purge" \
    'http://127.0.0.1:8082/v1/sites/demo/purges?wait=complete&timeout=5s' || fail "refused: $(cat "$work/purge")"
grep --quiet '"state":"COMPLETE"' "$work/purge" || fail "not complete: $(cat "$work/purge")"
for node in $EDGES; do
    grep --quiet --extended-regexp "\"pop\":\"${node%-*}\",\"node\":\"$node\",\"state\":\"(APPLIED|ERASED)\"" "$work/purge" ||
        fail "no receipt from $node: $(cat "$work/purge")"
done
say "receipts: $(grep --only-matching --extended-regexp '"pop":"[^}]*"latencyMs":[0-9.]*' "$work/purge" | tr -d '"' | paste -sd' ' -)"
get 9001 /smoke.html
require_no_hit 9001
require_body 9001 two

step='the command line does the same'
skerry purge demo --all --wait >"$work/cli" 2>&1 || fail "$(cat "$work/cli")"

step='PoPs reach the centre only by Kafka and HTTP'
# require_network NAME SERVICE...: these services are on the network, and no other
require_network() {
    local network=$1 expected members
    shift
    expected=$(printf '%s\n' "$@" | sort | paste -sd' ' -)
    members=$(docker network inspect --format '{{range .Containers}}{{println .Name}}{{end}}' "${PROJECT}_$network") ||
        fail "there is no network $network"
    members=$(sed -n "s/^$PROJECT-\(.*\)-1\$/\1/p" <<<"$members" | sort | paste -sd' ' -)
    if [ "$members" != "$expected" ]; then fail "on network $network are '$members', which should be '$expected'"; fi
}
# shellcheck disable=SC2086 # a word each
{
    require_network centre kafka prometheus $SERVICES
    require_network backbone kafka prometheus $SERVICES $EDGES
}
for pop in fra nyc sgp; do require_network "$pop" "$pop-1" "$pop-2" "$pop-redis"; done

step='a PoP is one name for its nodes'
for pop in fra nyc sgp; do
    names=$(docker inspect --format "{{(index .NetworkSettings.Networks \"${PROJECT}_backbone\").Aliases}}" "$PROJECT-$pop-1-1" "$PROJECT-$pop-2-1")
    if [ "$(grep --count "[[ ]$pop[] ]" <<<"$names")" != 2 ]; then fail "on backbone are not two nodes as $pop: $names"; fi
done

step='Prometheus sees every service'
targets() { curl --silent --max-time "$HTTP_LIMIT" 'http://127.0.0.1:9090/api/v1/query?query=up' >"$work/targets"; }
expected=$(wc -w <<<"$EDGES $SERVICES")
deadline=$((SECONDS + TARGETS_LIMIT))
until targets && [ "$(grep --only-matching '"1"\]' "$work/targets" | wc -l)" = "$expected" ]; do
    if [ "$SECONDS" -ge "$deadline" ]; then fail "not $expected targets are up: $(head -c 3000 "$work/targets")"; fi
    sleep 0.5
done

step='how fast a node is back'
begun=$(date +%s%3N)
docker compose restart --timeout 30 fra-2 >/dev/null 2>&1
until curl --silent --fail --max-time 2 --output /dev/null http://127.0.0.1:9911/q/health/ready; do
    if [ $(($(date +%s%3N) - begun)) -ge 60000 ]; then fail 'fra-2 does not come back'; fi
    sleep 0.02
done
ready=$(date +%s%3N)
begun=$(date --date "$(docker inspect --format '{{.State.StartedAt}}' "$PROJECT-fra-2-1")" +%s%3N)
say "fra-2 is ready $((ready - begun)) ms after the start of its container"
get 9011 /smoke.html
require_body 9011 two

step='every volume has a name'
for container in $(docker compose ps --all --quiet); do
    docker inspect --format '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}' "$container"
done | tr ' ' '\n' | sort -u >"$work/volumes"
if unnamed=$(grep . "$work/volumes" | grep --invert-match "^${PROJECT}_"); then fail "'down' would leave volume $unnamed"; fi

step='take it down'

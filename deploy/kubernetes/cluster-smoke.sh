#!/usr/bin/env bash
# Deploys overlays/local on the cluster that kubectl talks to, uses it as an operator and users would, and takes it down again:
# all pods ready, the demo site, three PoPs, a purge with a receipt from each of six nodes, a rolling update of the edges and
# a node drained under a small load, one more PoP. Exit codes: 0 all seen, 1 not. Bounded to some 25 minutes.
#
#   deploy/kubernetes/cluster-smoke.sh
#
# Needs kubectl with kustomize v5, curl, Docker with the images built (docker compose build), two nodes that have the images
# (kind load docker-image ...), and a default StorageClass. It refuses a cluster that has a namespace "skerry" already.
#
#   KUBE_UP        a program that makes a throw-away cluster: called as "up", "import IMAGE...", "downgrade" (a filter for the
#                  manifests), "env" and "down"
#   KEEP=1         leaves everything as it is at the end, for a look
#   MAX_FAILED     so many failed requests are let pass, default 0
#
# Not seen here: whether NetworkPolicies are enforced (that is the cluster's network plugin), and whether the autoscaler scales
# (that needs metrics). What kept connections have to open anew is counted, and no failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly HERE=deploy/kubernetes READY_LIMIT=300s HTTP_LIMIT=10
readonly POPS=(fra nyc sgp)
readonly ORIGIN=28081 PURGE=28082 EDGE=29001
# Renders what the cluster's own kubectl may be too old for.
RENDER=$(command -v kubectl) || { echo 'cluster-smoke: there is no kubectl' >&2; exit 1; }
readonly RENDER

work=$(mktemp -d)
data=$work/data
step=start reason='see above' mine= forwards=()
say() { echo "$(date -u +%H:%M:%S) cluster-smoke: $*"; }
fail() { reason=$*; say "FAILED at '$step': $reason" >&2; exit 1; }
step() { step=$*; say "== $step"; }

# stop_forwards: ends what forward() began
stop_forwards() {
    [ ${#forwards[@]} -eq 0 ] || kill "${forwards[@]}" 2>/dev/null || true
    wait "${forwards[@]}" 2>/dev/null || true
    forwards=()
}

finish() {
    local code=$?
    trap - EXIT
    stop_forwards
    if [ -n "$mine" ]; then
        if [ "$code" -ne 0 ]; then
            (load_file failures) 2>/dev/null | sort | tail -40 >&2 || true
            kubectl --namespace skerry get pods --output wide >&2 || true
            kubectl --namespace skerry get events --field-selector type=Warning 2>/dev/null | tail -20 >&2 || true
        fi
        [ -n "${KEEP:-}" ] || kubectl delete namespace skerry skerry-smoke --ignore-not-found --timeout=180s >/dev/null || code=1
    fi
    if [ -n "${KUBE_UP:-}" ] && [ -z "${KEEP:-}" ]; then "$KUBE_UP" down || code=1; fi
    rm -rf "$work"
    if [ "$code" -eq 0 ]; then say "passed in $SECONDS s"; else say "FAILED at '$step': $reason" >&2; fi
    exit "$code"
}

downgrade() { if [ -n "${KUBE_UP:-}" ]; then "$KUBE_UP" downgrade; else cat; fi; }

# deploy FOLDER: renders and applies overlays/local of this deploy folder
deploy() {
    "$RENDER" kustomize "$1/kubernetes/overlays/local" | downgrade >"$work/local.yaml"
    kubectl apply --filename "$work/local.yaml" >"$work/applied" 2> >(grep -v '^Warning' >&2)
}

# ready POP...: every workload is as it was asked for, and these PoPs have two nodes each
ready() {
    local workload pop
    for workload in $(kubectl --namespace skerry get deployments,statefulsets --output name); do
        kubectl --namespace skerry rollout status "$workload" --timeout="$READY_LIMIT" >"$work/rollout" 2>&1 ||
            fail "$workload is not ready: $(tail -1 "$work/rollout")"
    done
    for pop in "$@"; do
        # Until the autoscaler has looked at it for the first time there is one.
        timeout 60 bash -c "until kubectl --namespace skerry get pod $pop-edge-1; do sleep 1; done" >/dev/null 2>&1 ||
            fail "the autoscaler makes no second node of $pop"
        kubectl --namespace skerry wait --for=condition=Ready "pod/$pop-edge-0" "pod/$pop-edge-1" --timeout="$READY_LIMIT" \
            >"$work/rollout" 2>&1 || fail "$pop is not ready: $(tail -1 "$work/rollout")"
    done
}

# forward SERVICE LOCAL:REMOTE...
forward() {
    local service=$1 port
    shift
    kubectl --namespace skerry port-forward "service/$service" "$@" >>"$work/forward.log" 2>&1 &
    forwards+=("$!")
    for port in "$@"; do
        timeout 20 bash -c "until </dev/tcp/127.0.0.1/${port%:*}; do sleep 0.2; done" 2>/dev/null || fail "no port-forward to $service"
    done
}

# with_centre COMMAND...: while origin-service and purge-service are where the command line looks for them
with_centre() {
    forward origin "$ORIGIN:8081"
    forward purge "$PURGE:8082"
    "$@"
    stop_forwards
}

skerry() { timeout 90 "$HERE/cli.sh" "$data" "$@"; }

# get POP PATH BODY: through the PoP's Service
get() {
    local code
    code=$(curl --silent --show-error --max-time "$HTTP_LIMIT" --header 'Host: demo.localhost' --dump-header "$work/head" \
        --output "$work/body" --write-out '%{http_code}' "http://127.0.0.1:$EDGE$2") || fail "no answer from $1"
    [ "$code" = 200 ] || fail "$1 answers $code for $2: $(head -c 300 "$work/body")"
    cmp --silent "$work/body" "$3" || fail "$1 serves other bytes than were published"
}

# own_hit POP: whether the last answer came from this PoP's cache, and not from its shield's
own_hit() { grep --ignore-case --quiet "^cache-status:.*skerry-$1; hit" "$work/head"; }

# purge_everywhere NODES: purges everything; each of so many nodes must have applied it
purge_everywhere() {
    local applied
    skerry purge demo --all --wait --timeout 20s >"$work/purge" 2>&1 || fail "$(cat "$work/purge")"
    applied=$(grep --count --extended-regexp '\b(APPLIED|ERASED)\b' "$work/purge" || true)
    sed 's/^/    /' "$work/purge"
    [ "$applied" = "$1" ] || fail "$applied nodes have applied the purge, and $1 should have"
}

# load_file NAME: of each pod of the load
load_file() {
    local pod
    for pod in $(kubectl --namespace skerry-smoke get pods --output name); do
        kubectl --namespace skerry-smoke exec "$pod" -- cat "/tmp/$1" || fail "$pod says nothing"
    done
}

# load_sum: REQUESTS FAILED REOPENED of all pods so far
load_sum() { load_file sum | awk '{ r += $1; f += $2; o += $3 } END { print r + 0, f + 0, o + 0 }'; }

# under_load WHAT COMMAND...: and how many requests failed meanwhile
under_load() {
    local what=$1 begun=$SECONDS before after requests failed reopened
    shift
    before=$(load_sum)
    "$@"
    sleep 3
    after=$(load_sum)
    read -r requests failed reopened <<<"$(awk 'NR==1 {r=$1;f=$2;o=$3} NR==2 {print $1-r, $2-f, $3-o}' <<<"$before"$'\n'"$after")"
    say "$what: $((SECONDS - begun)) s, $requests requests, $failed failed, $reopened connections reopened"
}

update_edges() {
    local pop
    for pop in "${POPS[@]}"; do kubectl --namespace skerry rollout restart "statefulset/$pop-edge" >/dev/null; done
    ready "${POPS[@]}"
}

drain() {
    kubectl drain "$1" --ignore-daemonsets --delete-emptydir-data --timeout=300s >"$work/drain" 2>&1 ||
        { kubectl uncordon "$1" >/dev/null; fail "the drain of $1 does not go through: $(tail -3 "$work/drain")"; }
    ready "${POPS[@]}"
    kubectl uncordon "$1" >/dev/null
}

trap finish EXIT
trap 'exit 1' INT TERM

step 'a cluster'
if [ -n "${KUBE_UP:-}" ]; then
    "$KUBE_UP" up
    eval "$("$KUBE_UP" env)"
    # shellcheck disable=SC2046 # one word each
    "$KUBE_UP" import $("$RENDER" kustomize $HERE/overlays/local | sed -n 's/^ *image: //p' | sort -u)
fi
if kubectl get namespace skerry >/dev/null 2>&1; then fail 'there is a namespace "skerry" here already: it is not touched'; fi
mine=yes
kubectl get nodes

step 'deploy overlays/local'
begun=$SECONDS
"$HERE/make-secrets.sh" --data "$data" local -- --origin-port $ORIGIN --purge-port $PURGE >"$work/secrets.log" 2>&1 || fail "$(cat "$work/secrets.log")"
deploy deploy
ready "${POPS[@]}"
say "all ready after $((SECONDS - begun)) s"
kubectl --namespace skerry get pods --output wide

step 'publish'
mkdir -p "$data/site"
echo '<!doctype html><title>smoke</title>' >"$data/site/smoke.html"
publish() { skerry containers demo && skerry publish demo "$data/site"; }
with_centre publish >"$work/publish" 2>&1 || fail "$(cat "$work/publish")"
sed 's/^/    /' "$work/publish"

step 'fetch through three PoPs'
for pop in "${POPS[@]}"; do
    forward "$pop-edge" "$EDGE:9001"
    # More often than twice where the purge that publishing asks for comes late.
    for _ in 1 2 3 4 5; do
        get "$pop" /smoke.html "$data/site/smoke.html"
        if own_hit "$pop"; then break; fi
    done
    say "$pop: $(tr -d '\r' <"$work/head" | grep -i '^cache-status:')"
    own_hit "$pop" || fail "$pop has no hit"
    stop_forwards
done

step 'purge, with a receipt from each of six nodes'
with_centre purge_everywhere 6

step 'a small load, from each node'
addresses=
for pop in "${POPS[@]}"; do addresses+="\"$(kubectl --namespace skerry get service "$pop-edge" --output jsonpath='{.spec.clusterIP}'):9001\", "; done
kubectl apply --filename <(sed "s/ADDRESSES/${addresses%, }/" $HERE/smoke/load.yaml) >/dev/null
kubectl --namespace skerry-smoke create configmap load --from-file=$HERE/smoke/load.sh >/dev/null
kubectl --namespace skerry-smoke rollout status daemonset/load --timeout=60s >/dev/null || fail 'the load does not start'
under_load 'nothing happens' sleep 10

step 'a rolling update of the edges under load'
under_load 'rolling update of six edges' update_edges

step 'a drained node under load'
# The harder one: with the only broker on it all nodes lose their lease for a time. Origin-service is elsewhere, see origin.yaml.
node=$(kubectl --namespace skerry get pod kafka-0 --output jsonpath='{.spec.nodeName}')
on_node=$(kubectl --namespace skerry get pods --field-selector "spec.nodeName=$node" --output jsonpath='{.items[*].metadata.name}')
say "$node has $on_node"
under_load "$node drained" drain "$node"

step 'purge again'
with_centre purge_everywhere 6

step 'one more PoP by one command'
cp -r deploy "$work/deploy"
"$work/deploy/kubernetes/add-pop.sh" ams --local
add_ams() {
    deploy "$work/deploy"
    ready "${POPS[@]}" ams
}
under_load 'one more PoP' add_ams
with_centre purge_everywhere 8

step 'failed requests'
load_file failures | sort | head -60 | sed 's/^/    /'
read -r requests failed reopened <<<"$(load_sum)"
say "from the first to the last: $requests requests, $failed failed, $reopened connections reopened"
[ "$failed" -le "${MAX_FAILED:-0}" ] || fail "$failed requests have failed, and ${MAX_FAILED:-0} are let pass"
step 'take it down'

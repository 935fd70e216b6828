#!/usr/bin/env bash
# Makes the platform's secrets in a data folder, and from them the Secrets of the cluster that kubectl talks to: each workload
# mounts its own and no other. Again: what is there stays, origin-service's token (good for a year) is renewed.
#
#   deploy/kubernetes/make-secrets.sh [--data DIR] [--development-certificate] central|pop|local [-- OPTION...]
#
#   central, pop               which cluster this is; "local" is both, with the development certificate
#   --data DIR                 default .skerry/kubernetes; use the same one for the centre and every PoP, and keep it safe: the key
#                              that signs tokens is there and nowhere else
#   --development-certificate  also skerry-edge-tls, for *.localhost. Without it make that one yourself, for your sites' hosts
#   OPTION                     of "skerry up", such as --origin-port: where the command line is to find the platform
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly NAMESPACE=skerry

usage() {
    sed -n '5p' deploy/kubernetes/make-secrets.sh >&2
    echo "$*" >&2
    exit 2
}

data=.skerry/kubernetes certificate= kind=
while [ $# -gt 0 ]; do
    case $1 in
        --data) data=${2:?--data needs a folder}; shift ;;
        --development-certificate) certificate=yes ;;
        central | pop | local) kind=$1 ;;
        --) shift; break ;;
        *) usage "not understood: $1" ;;
    esac
    shift
done
[ -n "$kind" ] || usage 'say which cluster this is: central, pop or local'

umask 077
mkdir -p "$data"
data=$(cd "$data" && pwd)
readonly out=$data/hand-out
trap 'rm -rf "$out"' EXIT
deploy/kubernetes/cli.sh "$data" containers secrets --data "$data" --hand-out "$out" "$@"

# secret TYPE NAME KEY=FILE...: made, or changed to these
secret() {
    local type=$1 name=$2 files=()
    shift 2
    for file in "$@"; do files+=("--from-file=$file"); done
    kubectl create secret generic "$name" --namespace "$NAMESPACE" --type "$type" "${files[@]}" --dry-run=client --output yaml |
        kubectl apply --filename -
}

kubectl apply --filename deploy/kubernetes/base/namespace/namespace.yaml
if [ "$kind" != pop ]; then
    secret Opaque skerry-verifier "token-public.pem=$out/verifier/token-public.pem"
    secret Opaque skerry-origin "origin-service-token=$out/origin/origin-service-token"
    secret Opaque skerry-purge "webhook-key=$out/purge/webhook-key"
fi
if [ "$kind" != central ]; then
    secret Opaque skerry-edge "fleet-secret=$out/edge/fleet-secret"
    if [ "$kind" = local ] || [ -n "$certificate" ]; then
        secret kubernetes.io/tls skerry-edge-tls "tls.crt=$out/edge/localhost.pem" "tls.key=$out/edge/localhost-key.pem"
    fi
fi

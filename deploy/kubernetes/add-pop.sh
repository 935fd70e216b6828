#!/usr/bin/env bash
# Adds a PoP: writes its overlay, and says how to deploy it.
#
#   deploy/kubernetes/add-pop.sh NAME [--shield URL]           in a cluster of its own: overlays/NAME, like overlays/pop
#   deploy/kubernetes/add-pop.sh NAME --local [--shield URL]   one more in overlays/local
#
#   NAME           1 to 40 lower-case letters, digits and inner hyphens, unique in the fleet
#   --shield URL   this PoP may be a shield: others reach it at URL, http://HOST:PORT. It is added to what all PoPs know,
#                  whose nodes are replaced for it, one at a time. With --local the URL is http://NAME-edge:9001
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() { echo "add-pop: $*" >&2; exit 2; }

name= shield= where=overlays
while [ $# -gt 0 ]; do
    case $1 in
        --shield) shield=${2:?--shield needs a URL}; shift ;;
        --local) where=overlays/local ;;
        -*) fail "there is no option $1: use --shield URL, or --local" ;;
        *) [ -z "$name" ] || fail "one name, not '$name' and '$1'"; name=$1 ;;
    esac
    shift
done
[[ $name =~ ^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$ ]] ||
    fail "'$name' is no name of a PoP: use 1 to 40 of a-z, 0-9 and inner hyphens, a letter first"
[ ! -e "$where/$name" ] || fail "$where/$name is there already"
[[ -z $shield || $shield =~ ^https?://[^/,=[:space:]]+$ ]] || fail "'$shield' is not of the form http://HOST:PORT"

# append FILE VARIABLE VALUE: adds to a comma-separated list
append() { sed -i -e "s|^\( *- \)\?\($2=.*[^=]\)\$|\1\2,$3|" -e "s|^\($2=\)\$|\1$3|" "$1"; }

mkdir "$where/$name"
if [ "$where" = overlays ]; then
    sed -e "1s/.*/# The PoP $name, in a cluster of its own./" -e "s/^namePrefix: pop-/namePrefix: $name-/" \
        -e "s|skerry.dev/pop: pop|skerry.dev/pop: $name|" overlays/pop/kustomization.yaml >"overlays/$name/kustomization.yaml"
    [ -z "$shield" ] || append components/fleet/fleet.env SKERRY_PEERS "$name=$shield"
    echo "deploy/kubernetes/overlays/$name is written. In its cluster:"
    echo "  deploy/kubernetes/make-secrets.sh pop && kubectl apply -k deploy/kubernetes/overlays/$name"
    [ -z "$shield" ] || echo "Then apply the other PoPs again: they know $name as a shield from now on."
else
    sed -e "s/^namePrefix: fra-/namePrefix: $name-/" -e "s|skerry.dev/pop: fra|skerry.dev/pop: $name|" \
        overlays/local/fra/kustomization.yaml >"overlays/local/$name/kustomization.yaml"
    sed -i "s/^  - sgp\$/  - sgp\n  - $name/" overlays/local/kustomization.yaml
    [ -z "$shield" ] || append overlays/local/fleet/kustomization.yaml SKERRY_PEERS "$name=$shield"
    for node in 0 1; do
        append overlays/local/admins.env SKERRY_ADMINS "$name-$node=http://$name-edge-$node.$name-edge-nodes:9901"
    done
    echo "deploy/kubernetes/overlays/local has the PoP $name:"
    echo '  kubectl apply -k deploy/kubernetes/overlays/local'
fi

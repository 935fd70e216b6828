#!/usr/bin/env bash
# The command line on a data folder:  deploy/kubernetes/cli.sh DATA COMMAND...
# From the image skerry/cli if Docker is here and has it, else by ./skerry, which builds it. What is asked on the ports of
# 127.0.0.1 that DATA names has to be led there by "kubectl port-forward".
#
#   SKERRY_CLI_IMAGE   default skerry/cli:dev
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: $0 DATA COMMAND..." >&2; exit 2; }
image=${SKERRY_CLI_IMAGE:-skerry/cli:dev}
mkdir -p "$1"
data=$(cd "$1" && pwd)
shift
if timeout 20 docker image inspect "$image" >/dev/null 2>&1; then
    exec docker run --rm --network host --read-only --tmpfs /tmp --cap-drop ALL --user "$(id -u):$(id -g)" \
        --env SKERRY_DATA="$data" --volume "$data:$data" "$image" "$@"
fi
SKERRY_DATA=$data exec "$(dirname "${BASH_SOURCE[0]}")/../../skerry" "$@"

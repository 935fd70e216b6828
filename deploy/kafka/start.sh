#!/bin/bash
# Formats the data folder when it is new, with a cluster id of its own, and becomes the broker.
# What is given as arguments, such as --override advertised.listeners=..., is handed to the broker.
set -euo pipefail
bin=/opt/kafka/bin
settings=/etc/skerry/kafka/server.properties
if ! [ -e /var/lib/kafka/data/meta.properties ]; then
    "$bin/kafka-storage.sh" format --cluster-id "$("$bin/kafka-storage.sh" random-uuid)" --config "$settings"
fi
# For the broker alone: what the tool above prints must stay its answer.
export KAFKA_LOG4J_OPTS=-Dlog4j2.configurationFile=/etc/skerry/kafka/log4j2.yaml
exec "$bin/kafka-server-start.sh" "$settings" "$@"

#!/bin/bash
# Asks for a page without end, and counts: workers of two kinds for each address, one with a connection for each request and one
# that keeps its own. "REQUESTS FAILED REOPENED" is in /tmp/sum, renewed once a second, and the first failures are in /tmp/failures.
#
#   load.sh HOST:PORT...
#
# Failed is: no connection, no whole answer within 5 s, or another status than 200. A kept connection that was closed without a
# word of the next answer is opened again, and the request sent once more, as RFC 9112 (9.3.1) has it: counted as reopened.
set -u
trap '' PIPE
# How many failures each worker tells of.
readonly TOLD=50 PAUSE=0.1 LIMIT=5
export LC_ALL=C

# connect HOST PORT: as descriptor 3
connect() { { exec 3<>"/dev/tcp/$1/$2"; } 2>/dev/null; }

disconnect() { exec 3>&-; }

# ask: sends one request and reads its answer; "reason" says what was wrong, "stays" whether the connection may be used again.
# 0: whole and 200. 1: not. 2: the connection was closed before anything came
ask() {
    local line length=
    stays=yes
    if ! printf 'GET /index.html HTTP/1.1\r\nHost: demo.localhost\r\n%s\r\n' "$header" >&3 2>/dev/null; then
        reason='closed before the request'
        return 2
    fi
    if ! IFS= read -r -t "$LIMIT" -u 3 line; then
        reason='no answer'
        [ -z "$line" ] && return 2
        return 1
    fi
    case $line in 'HTTP/1.1 200'*) ;; *) reason=$line; return 1 ;; esac
    while IFS= read -r -t "$LIMIT" -u 3 line; do
        line=${line%$'\r'}
        case ${line,,} in
            '') break ;;
            content-length:*) length=${line#*: } ;;
            'connection: close') stays= ;;
        esac
    done
    if [ -z "$length" ]; then reason='an answer without length'; return 1; fi
    IFS= read -r -t "$LIMIT" -N "$length" -u 3 line
    if [ "${#line}" != "$length" ]; then reason="${#line} of $length bytes"; return 1; fi
}

# worker FILE HOST PORT KIND
worker() {
    local requests=0 failed=0 reopened=0 open= old code
    header=
    [ "$4" = keep ] || header=$'Connection: close\r\n'
    while true; do
        requests=$((requests + 1))
        old=$open
        code=1 reason='no connection'
        if [ -n "$open" ] || connect "$2" "$3"; then
            open=yes
            ask; code=$?
            if [ "$code" = 2 ] && [ -n "$old" ]; then
                reopened=$((reopened + 1))
                disconnect
                open= code=1 reason='no connection again'
                if connect "$2" "$3"; then open=yes; ask; code=$?; fi
            fi
        fi
        if [ "$code" != 0 ]; then
            failed=$((failed + 1))
            [ "$failed" -gt "$TOLD" ] || printf '%(%H:%M:%S)T %s:%s %s: %s\n' -1 "$2" "$3" "$4" "${reason%$'\r'}" >>/tmp/failures
        fi
        if [ -n "$open" ] && { [ "$code" != 0 ] || [ "$4" != keep ] || [ -z "$stays" ]; }; then disconnect; open=; fi
        echo "$requests $failed $reopened" >"$1"
        sleep "$PAUSE"
    done
}

touch /tmp/failures
for address in "$@"; do
    for kind in new keep; do
        worker "/tmp/$address-$kind" "${address%:*}" "${address##*:}" "$kind" &
    done
done
trap 'kill $(jobs -p); exit 0' TERM INT
while true; do
    sleep 1 & wait $!
    requests=0 failed=0 reopened=0
    for file in /tmp/*-new /tmp/*-keep; do
        [ -e "$file" ] || continue
        # Empty for the moment in which its worker writes it.
        until read -r r f o <"$file"; do :; done
        requests=$((requests + r)) failed=$((failed + f)) reopened=$((reopened + o))
    done
    echo "$requests $failed $reopened" >/tmp/sum.new
    mv /tmp/sum.new /tmp/sum
done

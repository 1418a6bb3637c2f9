// Runs the statements of a file in DuckDB, in the present folder, and prints the rows of the last one as JSON. node duckdb.mjs FILE
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const extracted = await connection.extractStatements(readFileSync(process.argv[2], "utf8"));
let rows = [];
for (let i = 0; i < extracted.count; i++) {
    const statement = await extracted.prepare(i);
    rows = (await statement.runAndReadAll()).getRowObjectsJson();
}
console.log(JSON.stringify(rows));

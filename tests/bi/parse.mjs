// Parses files of Power Query M; a line for each that it cannot parse. node parse.mjs FILE …
import { readFileSync } from "node:fs";
import pq from "@microsoft/powerquery-parser";

let failed = 0;
for (const file of process.argv.slice(2)) {
    const task = await pq.TaskUtils.tryLexParse(pq.DefaultSettings, readFileSync(file, "utf8"));
    if (!pq.TaskUtils.isParseStageOk(task)) {
        failed++;
        console.log(`${file}: ${task.error?.message ?? "cannot be parsed"}`);
    }
}
console.log(`${process.argv.length - 2 - failed} parsed`);
process.exit(failed === 0 ? 0 : 1);

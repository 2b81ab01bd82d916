// Writes src/schema/<service>.ts from the frozen OpenAPI documents; `--check` only says which are old.
// The first line of each file carries the digest of its document, so that a check needs no Node (tests/shape).
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = new URL("../../docs/reference/openapi/", import.meta.url);
const check = process.argv.includes("--check");
const modules = createRequire(
  new URL("../../console/package.json", import.meta.url),
);
const { astToString, default: openapiTS } = modules("openapi-typescript");

let old = 0;
for (const name of readdirSync(folder).sort()) {
  const text = readFileSync(new URL(name, folder));
  const digest = createHash("sha256").update(text).digest("hex");
  const types = astToString(await openapiTS(JSON.parse(text.toString())));
  const wanted = `// Generated from docs/reference/openapi/${name}, sha256 ${digest}: make client\n\n${types}`;
  const target = new URL(
    `src/schema/${name.replace(".json", ".ts")}`,
    import.meta.url,
  );
  if (existsSync(target) && readFileSync(target, "utf8") === wanted) continue;
  console.log(`${check ? "✗" : "✓"} ${fileURLToPath(target)}`);
  if (check) old += 1;
  else writeFileSync(target, wanted);
}
process.exitCode = old ? 1 : 0;

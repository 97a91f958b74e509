// Compiles every JSON Schema of the folder in the first argument as docs/provenance.md shows.
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const Ajv2020 = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
addFormats(ajv);
if (process.argv[3] === "without-keywords") ajv.addVocabulary = () => ajv;
ajv.addVocabulary(["x-known-values", "x-oms-free-form", "x-oms-provenance", "x-oms-sensitive", "x-oms-type-provenance"]);

const names = readdirSync(process.argv[2]).filter((name) => /\.(request|response)\.json$/.test(name));
for (const name of names) ajv.compile(JSON.parse(readFileSync(join(process.argv[2], name))));
console.log(names.length);

// Holds the files of app packages against Microsoft's own schemas, as they are installed. Nothing is downloaded.
// usage: node validate.mjs <folder with a package's files>… It prints, as JSON, what is wrong in each folder.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const { AppManifestUtils, TeamsManifestConverter } = require("@microsoft/app-manifest");
const SCHEMAS = path.join(path.dirname(require.resolve("@microsoft/app-manifest")), "json-schemas", "teams");

function schema(version, name) {
  const found = JSON.parse(readFileSync(path.join(SCHEMAS, `v${version}`, name), "utf8"));
  // The pattern of one kind of key is no regular expression with Unicode on, as the validator reads it. Without it such
  // a key, which we do not have, would be refused.
  found.patternProperties = Object.fromEntries(
    Object.entries(found.patternProperties ?? {}).filter(([pattern]) => isExpression(pattern)),
  );
  return found;
}

function isExpression(pattern) {
  try {
    return new RegExp(pattern, "u") !== null;
  } catch {
    return false;
  }
}

async function faultsIn(folder) {
  const read = (name) => readFileSync(path.join(folder, name), "utf8");
  const text = read("manifest.json");
  const manifest = JSON.parse(text);
  const wrong = await AppManifestUtils.validateAgainstSchema(
    manifest,
    schema(manifest.manifestVersion, "MicrosoftTeams.schema.json"),
  );
  try {
    TeamsManifestConverter.jsonToManifest(text);
  } catch (error) {
    wrong.push(`not of the types of ${manifest.manifestVersion}: ${error.message ?? error}`);
  }
  for (const { file } of manifest.localizationInfo?.additionalLanguages ?? []) {
    const found = await AppManifestUtils.validateAgainstSchema(
      JSON.parse(read(file)),
      schema(manifest.manifestVersion, "MicrosoftTeams.Localization.schema.json"),
    );
    wrong.push(...found.map((each) => `${file}: ${each}`));
  }
  return wrong;
}

const wrong = {};
for (const folder of process.argv.slice(2)) wrong[folder] = await faultsIn(folder);
console.log(JSON.stringify(wrong));

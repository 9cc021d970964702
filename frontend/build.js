// Builds app/static/dist from frontend/ and writes the manifest a Python test compares with the sources.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "app", "static", "dist");
const sources = ["build.js", "package.json", "package-lock.json", "css", "js", "images"];

function listFiles(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
      .flatMap((entry) => listFiles(join(path, entry.name)))
      .sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
}

function hashFile(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function hashAll(root, paths) {
  return Object.fromEntries(paths.map((path) => [relative(root, path), hashFile(path)]).sort());
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: {
    vigie: join(here, "js", "vigie.js"),
    diagram: join(here, "js", "diagram.js"),
    "studio-bpmn": join(here, "js", "studio-bpmn.js"),
    decision: join(here, "js", "decision.js"),
    "decision-style": join(here, "css", "decision.css"),
    "vigie-style": join(here, "css", "vigie.css"),
    "diagram-style": join(here, "css", "diagram.css"),
    "studio-bpmn-style": join(here, "css", "drawing.css"),
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox128", "safari17.5"],
  loader: { ".woff2": "file", ".svg": "dataurl" },
  assetNames: "[name]",
  legalComments: "linked",
  logLevel: "info",
});
copyFileSync(join(here, "node_modules", "htmx.org", "dist", "htmx.min.js"), join(out, "htmx.min.js"));
for (const image of readdirSync(join(here, "images"))) {
  copyFileSync(join(here, "images", image), join(out, image));
}
const manifest = {
  sources: hashAll(here, sources.flatMap((name) => listFiles(join(here, name)))),
  built: hashAll(out, listFiles(out)),
};
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

// Bundles src/ into a folder: `node build.mjs SOURCES NODE_MODULES OUT`. hatch_build.py calls it; nothing else does.
// Every *.js directly in src/ and app.css is an entry that a page may name; what entries share goes into chunks.

import { createRequire } from "node:module";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

const [sources, modules, out] = process.argv.slice(2).map((path) => resolve(path));
const { build } = createRequire(join(modules, "/"))("esbuild");

const scripts = (await readdir(sources)).filter((name) => name.endsWith(".js")).sort();
const entries = [...scripts, "app.css"];

const { metafile } = await build({
  absWorkingDir: sources,
  entryPoints: entries,
  outdir: out,
  nodePaths: [modules],
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox114", "safari16.4"],
  charset: "utf8",
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  legalComments: "none", // the licences stand in licenses.txt, whole
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entries.includes(entryPoint)) manifest[entryPoint] = basename(path);
}
await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`);

// What we hand on of others goes with its licence.
const paths = Object.keys(metafile.inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
const libraries = [...new Set(paths.filter(Boolean))].sort();
const licences = await Promise.all(libraries.map(async (library) => {
  const folder = join(modules, library);
  const name = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const text = name ? await readFile(join(folder, name), "utf8") : license;
  return `${library} ${version}\n\n${text.trim()}\n`;
}));
await writeFile(join(out, "licenses.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));

// Drives sharp as a batch tool would: one process, four pictures in flight.
//   node sharp.mjs job.json
// job: {sharp: module path, files: [{source, output}], longEdge: pixels or null, concurrency: threads
//   a picture or null, inFlight: n, format: "webp", options: {quality: 80}}
// Prints for each file {output, seconds: CPU seconds}; CPU is per file only with one in flight.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const sharp = createRequire(import.meta.url)(job.sharp);
if (job.concurrency) sharp.concurrency(job.concurrency);

async function convert({ source, output, options }) {
  const before = process.cpuUsage();
  let picture = sharp(source, { limitInputPixels: false }).autoOrient();
  if (job.longEdge) {
    const edge = job.longEdge;
    picture = picture.resize({ width: edge, height: edge, fit: "inside", withoutEnlargement: true });
  }
  await picture[job.format](options ?? job.options).toFile(output);
  const spent = process.cpuUsage(before);
  return { output, seconds: (spent.user + spent.system) / 1e6 };
}

const queue = job.files.values();
async function drain(done) {
  for (const file of queue) done.push(await convert(file));
}
const done = [];
await Promise.all(Array.from({ length: job.inFlight }, () => drain(done)));
process.stdout.write(JSON.stringify(done));

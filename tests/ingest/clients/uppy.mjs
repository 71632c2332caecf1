// Uppy as it comes, with its tus plugin: several files at once, one of them no PDF.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

const { endpoint, cookie, files } = JSON.parse(process.argv[2]);
const uppy = new Uppy({ autoProceed: false });
uppy.use(Tus, { endpoint, headers: { Cookie: cookie }, limit: 4, chunkSize: 300_000, retryDelays: [0, 100] });
for (const file of files) {
  // A browser has Blobs, which know their size; under Node, Uppy's tus client reads Buffers.
  const bytes = readFileSync(file);
  uppy.addFile({ name: basename(file), type: "application/pdf", data: Object.assign(bytes, { size: bytes.length }) });
}
const { successful, failed } = await uppy.upload();
console.log(
  JSON.stringify({
    successful: successful.map((file) => [file.name, file.uploadURL]),
    failed: failed.map((file) => [file.name, file.error]),
  }),
);
process.exit(0);

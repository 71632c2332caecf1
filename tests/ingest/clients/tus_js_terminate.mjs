// tus-js-client ends an upload of which a part is stored.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const { endpoint, cookie, file, name, chunkSize } = JSON.parse(process.argv[2]);
await new Promise((resolve, reject) => {
  const one = new Upload(createReadStream(file), {
    endpoint,
    chunkSize,
    uploadSize: statSync(file).size,
    headers: { Cookie: cookie },
    metadata: { filename: name },
    retryDelays: null,
    onChunkComplete: () => one.abort(true).then(() => resolve(console.log(JSON.stringify({ url: one.url }))), reject),
    onError: reject,
  });
  one.start();
});

// tus-js-client as it comes: uploads a file in pieces, is stopped on the way, and a second client goes on from there.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const { endpoint, cookie, file, name, chunkSize, stopAt } = JSON.parse(process.argv[2]);
const size = statSync(file).size;
const answers = [];

function upload(uploadUrl, onProgress) {
  return new Promise((resolve, reject) => {
    const one = new Upload(createReadStream(file), {
      endpoint,
      uploadUrl,
      chunkSize,
      uploadSize: size,
      headers: { Cookie: cookie },
      metadata: { filename: name, filetype: "application/pdf" },
      retryDelays: [0, 100, 500],
      onAfterResponse: (request, response) => {
        answers.push([request.getMethod(), response.getStatus()]);
        const paper = response.getHeader("ScrollKeeper-Paper");
        if (paper) one.paper = paper;
      },
      onChunkComplete: (_, accepted) => {
        if (onProgress?.(accepted)) one.abort().then(() => resolve(one), reject);
      },
      onSuccess: () => resolve(one),
      onError: reject,
    });
    one.start();
  });
}

const stopped = stopAt ? await upload(undefined, (accepted) => accepted >= stopAt) : undefined;
const done = await upload(stopped?.url);
console.log(JSON.stringify({ url: done.url, paper: done.paper, answers }));

// Hashes files off the page's own thread, in pieces of 4 MB, so that no file is ever whole in memory.
import { createSHA256 } from 'hash-wasm';

const PIECE = 4 << 20;
// Up to here the platform's own digest is used, which is several times faster but wants the whole file.
const WHOLE = 32 << 20;

export interface HashRequest {
  id: number;
  file: File;
}
export type HashAnswer = { id: number; sha256: string } | { id: number; unreadable: true };

async function hash(file: File): Promise<string> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (subtle && file.size <= WHOLE) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  const whole = await createSHA256();
  for (let from = 0; from < file.size; from += PIECE) {
    // oxlint-disable-next-line no-await-in-loop
    whole.update(new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer()));
  }
  return whole.digest('hex');
}

self.addEventListener('message', (event: MessageEvent<HashRequest>) => {
  const { id, file } = event.data;
  hash(file).then(
    (sha256) => self.postMessage({ id, sha256 } satisfies HashAnswer),
    () => self.postMessage({ id, unreadable: true } satisfies HashAnswer),
  );
});

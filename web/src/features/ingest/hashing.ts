// The page's side of the hash workers: one for small files and one for large, started when first needed.
import type { HashAnswer, HashRequest } from './hash.worker';
import { LARGE } from './queue';

class HashWorker {
  private worker: Worker | null = null;
  private waiting = new Map<number, { resolve: (sha256: string | null) => void; reject: (error: unknown) => void }>();
  private last = 0;

  hash(file: File, signal: AbortSignal): Promise<string | null> {
    this.worker ??= this.start();
    const id = (this.last += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker?.postMessage({ id, file } satisfies HashRequest);
      signal.addEventListener('abort', () => this.giveUp(id), { once: true });
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<HashAnswer>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ('sha256' in data) waiting?.resolve(data.sha256);
      else waiting?.reject(new Error('This file couldn’t be read.'));
    });
    // Without a worker the file is sent without a hash; the server computes one anyway.
    worker.addEventListener('error', () => {
      this.waiting.forEach((waiting) => waiting.resolve(null));
      this.waiting.clear();
    });
    return worker;
  }

  /** A hash nobody waits for any more may take seconds of a large file; ending the worker is the only way to stop it. */
  private giveUp(id: number): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    waiting.resolve(null);
    if (this.waiting.size === 0) {
      this.worker?.terminate();
      this.worker = null;
    }
  }
}

const small = new HashWorker();
const large = new HashWorker();

export function hashFile(file: File, signal: AbortSignal): Promise<string | null> {
  return (file.size > LARGE ? large : small).hash(file, signal);
}

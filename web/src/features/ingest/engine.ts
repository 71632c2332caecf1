// Sends the bytes of one upload with tus-js-client, from where the server has them; which go when is the queue's part.
import { type DetailedError, Upload } from 'tus-js-client';
import { Problem, UNREACHABLE } from '../../api/problem';
import { discard, finishedBy, forget } from './begin';
import type { Entry } from './entry';
import type { Ports, Sending } from './ports';

const RETRY_DELAYS_MS = [0, 500, 1_500, 4_000, 8_000, 15_000];
/** Two windows sent the same, or the server still holds the lock of a broken connection, or asks to be slower. */
const PASSING = [409, 423, 429];

type Heard = Parameters<Ports['send']>[2];

export function send(entry: Entry, url: string, heard: Heard): Sending {
  // Each going on is an upload of its own, which asks the server how far it is; of one that was stopped nothing is heard.
  let current: Upload | null = null;

  function start(): void {
    const isCurrent = () => current === upload;
    const upload: Upload = new Upload(entry.file, {
      uploadUrl: url,
      retryDelays: RETRY_DELAYS_MS,
      storeFingerprintForResuming: false,
      onBeforeRequest: async () => {
        await online();
        if (!isCurrent()) throw new Error('It was stopped meanwhile.');
      },
      onShouldRetry: (error) => isCurrent() && mayPass(error.originalResponse?.getStatus() ?? 0),
      onProgress: (sent) => isCurrent() && heard.progress(sent),
      onSuccess: ({ lastResponse }) => {
        if (!isCurrent()) return;
        forget(entry);
        heard.done(
          finishedBy((name) => lastResponse.getHeader(name)) ?? { paper: null, alreadyHere: false, restored: false },
        );
      },
      onError: (error) => isCurrent() && heard.failed(problemOf(error)),
    });
    current = upload;
    upload.start();
  }

  function stop(): void {
    void current?.abort();
    current = null;
  }

  start();
  return {
    pause: stop,
    resume: start,
    cancel: () => {
      stop();
      discard({ ...entry, url });
    },
  };
}

function mayPass(status: number): boolean {
  return status < 400 || status >= 500 || PASSING.includes(status);
}

function online(): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => window.addEventListener('online', () => resolve(), { once: true }));
}

function problemOf(error: Error | DetailedError): Problem {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  const status = response?.getStatus();
  if (!response || !status) return new Problem(0, UNREACHABLE);
  try {
    const { detail } = JSON.parse(response.getBody()) as { detail?: string };
    if (detail) return new Problem(status, detail);
  } catch {
    // A proxy's page instead of a problem.
  }
  return new Problem(status, `The server answered ${status}. Try again in a moment.`);
}

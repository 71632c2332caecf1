// Sends the bytes with Uppy and its tus client. Uppy holds only what is being sent or paused; the line itself is ours,
// because Uppy copies its whole list at every step, which a thousand files would feel.
import Uppy, { type UppyFile } from '@uppy/core';
import Tus, { type TusBody } from '@uppy/tus';
import { Problem, UNREACHABLE } from '../../api/problem';
import { discard, finishedBy, forget } from './begin';
import type { Entry } from './entry';
import type { Ports, Sending } from './ports';

type Meta = { relativePath: string; [key: string]: unknown };
type Heard = Parameters<Ports['send']>[2];
type Sent = UppyFile<Meta, TusBody>;

const uppy = new Uppy<Meta, TusBody>({
  autoProceed: false,
  allowMultipleUploadBatches: true,
  // Refusals are shown to people; the console is for what we did not expect.
  logger: { debug() {}, warn() {}, error() {} },
});
uppy.use(Tus, {
  // Where to send stands in each file; this is asked for but never used.
  endpoint: '/api/',
  limit: 0,
  retryDelays: [0, 500, 1_500, 4_000, 8_000, 15_000],
  storeFingerprintForResuming: false,
  allowedMetaFields: [],
});

const heard = new Map<string, { entry: Entry; heard: Heard }>();

uppy.on('upload-progress', (file, progress) => {
  if (file) heard.get(file.id)?.heard.progress(progress.bytesUploaded || 0);
});

uppy.on('upload-success', (file, response) => {
  const listener = file && heard.get(file.id);
  if (!listener) return;
  const xhr = response.body?.xhr as XMLHttpRequest | undefined;
  forget(listener.entry);
  listener.heard.done(finishedBy((name) => xhr?.getResponseHeader(name)) ?? { paper: null, alreadyHere: false, restored: false });
  // Uppy is still speaking about this file; it is taken away once it has finished.
  setTimeout(() => drop(file.id), 0);
});

uppy.on('upload-error', (file, _error, response) => {
  const listener = file && heard.get(file.id);
  if (!listener) return;
  listener.heard.failed(problemOf(response?.body?.xhr as XMLHttpRequest | undefined));
  setTimeout(() => drop(file.id, false), 0);
});

function problemOf(xhr: XMLHttpRequest | undefined): Problem {
  if (!xhr?.status) return new Problem(0, UNREACHABLE);
  try {
    const { detail } = JSON.parse(xhr.responseText) as { detail?: string };
    if (detail) return new Problem(xhr.status, detail);
  } catch {
    // A proxy's page instead of a problem.
  }
  return new Problem(xhr.status, `The server answered ${xhr.status}. Try again in a moment.`);
}

function drop(id: string, told = true): void {
  heard.delete(id);
  if (!uppy.getFile(id)) return;
  // Without its address Uppy cannot end the upload at the server, where it may go on later.
  if (!told) uppy.setFileState(id, { tus: {} });
  uppy.removeFile(id);
}

export function send(entry: Entry, url: string, listener: Heard): Sending {
  const id = uppy.addFile({
    name: entry.file.name,
    type: 'application/pdf',
    data: entry.file,
    // Part of what Uppy tells files apart by.
    meta: { relativePath: entry.id },
    source: 'ScrollKeeper',
  } as Parameters<typeof uppy.addFile>[0]);
  uppy.setFileState(id, { tus: { uploadUrl: url } } as Partial<Sent>);
  heard.set(id, { entry, heard: listener });
  // Failures are heard above.
  uppy.upload().catch(() => {});
  const setPaused = (paused: boolean) => {
    const file = uppy.getFile(id);
    if (file && Boolean(file.isPaused) !== paused) uppy.pauseResume(id);
  };
  return {
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    cancel: () => {
      // Ended by ourselves: where the upload has just finished, the server refuses, and nobody would catch what Uppy throws.
      const { uploaders } = uppy.getPlugin<Tus<Meta, TusBody>>('Tus')!;
      void uploaders[id]?.abort();
      uploaders[id] = null;
      drop(id, false);
      discard({ ...entry, url });
    },
  };
}

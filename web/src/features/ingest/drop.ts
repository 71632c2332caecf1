// What was dropped or chosen, folders read to the bottom, as batches of PDFs and a count of everything else.

export interface Found {
  file: File;
  path: string;
}

export interface Batch {
  pdfs: Found[];
  /** Names of files that are not PDFs. */
  others: string[];
}

const BATCH = 200;

/** By name or by the type the system gives; what is inside, the server looks at. */
export function isPdf(file: Pick<File, 'name' | 'type'>): boolean {
  return /\.pdf$/i.test(file.name) || file.type === 'application/pdf';
}

/** Files that systems put into folders themselves, such as .DS_Store; nobody means those. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';
}

/** Must be called while the drop is being handled: afterwards the browser empties the list. */
export function takeDrop(transfer: DataTransfer): (FileSystemEntry | File)[] {
  return [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
    .filter((taken) => taken !== null);
}

/** A directory gives its entries in parts of about a hundred until it gives none. */
async function* entriesOf(directory: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = directory.createReader();
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    yield* part;
  }
}

/** Files found, and names of what could not be read. */
async function* walk(taken: FileSystemEntry | File): AsyncGenerator<Found | string> {
  if (taken instanceof File) {
    yield { file: taken, path: taken.webkitRelativePath || taken.name };
  } else if (taken.isFile) {
    const entry = taken as FileSystemFileEntry;
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    yield { file, path: entry.fullPath.replace(/^\//, '') || file.name };
  } else if (taken.isDirectory && !isHidden(taken.name)) {
    for await (const entry of entriesOf(taken as FileSystemDirectoryEntry)) yield* walkSafely(entry);
  }
}

/** A file or folder that cannot be read does not end the reading of the rest. */
async function* walkSafely(taken: FileSystemEntry | File): AsyncGenerator<Found | string> {
  try {
    yield* walk(taken);
  } catch {
    yield taken.name;
  }
}

/** Everything below what was taken, in batches, so that the first uploads begin while a large folder is still being read. */
export async function* readAll(taken: readonly (FileSystemEntry | File)[]): AsyncGenerator<Batch> {
  let batch: Batch = { pdfs: [], others: [] };
  for (const one of taken) {
    for await (const found of walkSafely(one)) {
      if (typeof found === 'string') batch.others.push(found);
      else if (isHidden(found.file.name)) continue;
      else if (isPdf(found.file)) batch.pdfs.push(found);
      else batch.others.push(found.file.name);
      if (batch.pdfs.length + batch.others.length >= BATCH) {
        yield batch;
        batch = { pdfs: [], others: [] };
      }
    }
  }
  yield batch;
}

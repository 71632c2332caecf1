import { expect, test } from 'vitest';
import { readAll } from './drop';

function fileEntry(path: string, type = ''): FileSystemEntry {
  const name = path.split('/').at(-1)!;
  return {
    isFile: true,
    isDirectory: false,
    name,
    fullPath: `/${path}`,
    file: (resolve: (file: File) => void) => resolve(new File(['x'], name, { type })),
  } as unknown as FileSystemEntry;
}

/** Like a browser's, it gives a hundred entries at a time. */
function folder(name: string, children: FileSystemEntry[]): FileSystemEntry {
  const createReader = () => {
    let at = 0;
    return { readEntries: (resolve: (part: FileSystemEntry[]) => void) => resolve(children.slice(at, (at += 100))) };
  };
  return { isFile: false, isDirectory: true, name, fullPath: `/${name}`, createReader } as unknown as FileSystemEntry;
}

async function read(taken: (FileSystemEntry | File)[]) {
  const pdfs: string[] = [];
  const others: string[] = [];
  let batches = 0;
  for await (const batch of readAll(taken)) {
    batches += 1;
    pdfs.push(...batch.pdfs.map((found) => found.path));
    others.push(...batch.others);
  }
  return { pdfs, others, batches };
}

test('folders are read to the bottom, past the hundred that a browser gives at once', async () => {
  const many = Array.from({ length: 450 }, (_, n) => fileEntry(`top/deep/${n}.pdf`));
  const { pdfs, batches } = await read([folder('top', [fileEntry('top/a.PDF'), folder('deep', many)])]);
  expect(pdfs).toHaveLength(451);
  expect(pdfs[0]).toBe('top/a.PDF');
  expect(batches).toBe(3);
});

test('what is not a PDF is counted, what systems leave in folders is not', async () => {
  const { pdfs, others } = await read([
    folder('f', [
      fileEntry('f/notes.docx'),
      fileEntry('f/.DS_Store'),
      fileEntry('f/named-otherwise', 'application/pdf'),
      folder('.git', [fileEntry('f/.git/x.pdf')]),
    ]),
    new File(['x'], 'plain.pdf'),
  ]);
  expect(pdfs).toEqual(['f/named-otherwise', 'plain.pdf']);
  expect(others).toEqual(['notes.docx']);
});

test('one unreadable file does not end the reading of the rest', async () => {
  const broken = {
    ...fileEntry('f/gone.pdf'),
    file: (_: unknown, reject: (error: Error) => void) => reject(new Error('gone')),
  };
  const { pdfs, others } = await read([folder('f', [broken as unknown as FileSystemEntry, fileEntry('f/b.pdf')])]);
  expect(pdfs).toEqual(['f/b.pdf']);
  expect(others).toEqual(['gone.pdf']);
});

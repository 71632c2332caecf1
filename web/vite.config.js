// Builds the pages into the Python package, which serves them; in development hands API calls on to a running server.
import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const server = process.env.SCROLLKEEPER_SERVER ?? 'http://127.0.0.1:8000';

const PDFJS = 'node_modules/pdfjs-dist';

/** Puts pdf.js' character maps, fonts and decoders beside our own files, so that none is fetched from elsewhere. */
function pdfjsData() {
  const { version } = JSON.parse(readFileSync(`${PDFJS}/package.json`, 'utf8'));
  const files = ['cmaps', 'standard_fonts', 'wasm', 'iccs'].flatMap((folder) =>
    readdirSync(`${PDFJS}/${folder}`).map((name) => `${folder}/${name}`),
  );
  const base = `assets/pdfjs-${version}`;
  return {
    name: 'pdfjs-data',
    generateBundle() {
      for (const file of files)
        this.emitFile({ type: 'asset', fileName: `${base}/${file}`, source: readFileSync(`${PDFJS}/${file}`) });
    },
    configureServer(development) {
      development.middlewares.use(`/${base}`, (request, response, next) => {
        const file = request.url?.slice(1);
        if (!files.includes(file)) return next();
        response.end(readFileSync(`${PDFJS}/${file}`));
      });
    },
  };
}

const CITEPROC = 'node_modules/citeproc';
const citeprocVersion = () => JSON.parse(readFileSync(`${CITEPROC}/package.json`, 'utf8')).version;

/** Puts citeproc-js, unmodified and with its licence, where the server loads it from and everybody can read its source. */
function citeproc() {
  const version = citeprocVersion();
  return {
    name: 'citeproc',
    generateBundle() {
      for (const file of ['citeproc_commonjs.js', 'LICENSE'])
        this.emitFile({
          type: 'asset',
          fileName: `assets/citeproc-${version}/${file}`,
          source: readFileSync(`${CITEPROC}/${file}`),
        });
    },
  };
}

const TEXTS = /\.(js|mjs|css|html|svg|json|webmanifest|wasm)$/;
const CODINGS = [
  ['br', (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })],
  ['gz', (bytes) => gzipSync(bytes, { level: 9 })],
];

/** Writes `name.br` and `name.gz` beside each text and program, where that makes it smaller; pages.py answers with them. */
function compressed() {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir, { recursive: true })) {
        if (!TEXTS.test(name)) continue;
        const bytes = readFileSync(join(dir, name));
        for (const [ending, compress] of CODINGS) {
          const smaller = compress(bytes);
          if (smaller.length < bytes.length) writeFileSync(join(dir, `${name}.${ending}`), smaller);
        }
      }
    },
  };
}

// Left to itself the build makes a file of each part that two pages share, some sixty of them for the library. What
// nearly every page needs comes in two; what few of them need (editor, formulas, PDF) stays apart.
const SELDOM =
  /pdfjs|prosemirror|tiptap|yjs|lib0|y-protocols|katex|micromark|mdast|hast|remark|rehype|unified|swagger|emoji/;
const GROUPS = [
  { name: 'libraries', test: (id) => id.includes('/node_modules/') && !SELDOM.test(id), minShareCount: 3, priority: 2 },
  {
    name: 'common',
    test: /\/src\/(ui|api|live|shell|features\/(library|collections|ingest|uploads|search|notifications|teams))\//,
    minShareCount: 2,
    priority: 1,
  },
];

export default defineConfig({
  define: { 'import.meta.env.CITEPROC': JSON.stringify(citeprocVersion()) },
  plugins: [react(), pdfjsData(), citeproc(), compressed()],
  build: {
    outDir: '../scrollkeeper/static',
    emptyOutDir: true,
    target: 'es2023',
    // A strict content policy forbids data: addresses for scripts and fonts, so nothing is put inline.
    assetsInlineLimit: 0,
    // The largest is Swagger UI, which the page /api/docs alone loads.
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      input: ['index.html', 'docs.html'],
      output: { codeSplitting: { groups: GROUPS } },
      checks: { pluginTimings: false },
    },
  },
  worker: { format: 'es' },
  server: {
    proxy: { '/api': { target: server, ws: true, changeOrigin: true, headers: { origin: server } } },
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});

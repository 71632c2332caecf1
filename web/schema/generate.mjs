// Writes src/api/schema.d.ts, the types of the API, from openapi.json, unless what is there was made from the same.
// They are made when needed and not kept: `npm run lint` calls this, and so does `make types`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const description = readFileSync(at('../openapi.json'), 'utf8');
const target = at('../src/api/schema.d.ts');
const made = `// Made by schema/generate.mjs from ${createHash('sha256')
  .update(description)
  .update(readFileSync(at('generate.mjs')))
  .digest('hex')}\n`;

if (!existsSync(target) || !readFileSync(target, 'utf8').startsWith(made)) {
  if (!existsSync(at('node_modules'))) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: at('.'), stdio: 'inherit' });
  }
  const { default: openapi, astToString } = await import('openapi-typescript');
  const { default: ts } = await import('typescript');
  const blob = ts.factory.createTypeReferenceNode('Blob');
  const ast = await openapi(JSON.parse(description), {
    // What has a default may be left out of what is sent; of what comes, the description itself says that it is there.
    defaultNonNullable: false,
    transform: (schema) => (schema.format === 'binary' ? blob : undefined),
  });
  writeFileSync(target, made + astToString(ast));
}

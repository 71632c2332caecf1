import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import MarkdownBody from './MarkdownBody';

const html = (text: string, names: string[] = []) =>
  renderToStaticMarkup(<MarkdownBody text={text} mentions={names.map((name) => ({ name }))} />);

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<style>*{display:none}</style><form action="https://evil.example"><input name=p></form>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '![x](javascript:alert(1))',
  '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
  '[x]: javascript:alert(1)\n\n[x]',
  '<javascript:alert(1)>',
  '$\\href{javascript:alert(1)}{x}$',
  '$\\url{javascript:alert(1)}$',
  '$\\includegraphics{https://evil.example/x.png}$',
  '$\\htmlData{onclick=alert(1)}{x}$',
  '$$\\def\\a{\\a\\a}\\a$$',
])('what is nasty is shown and does nothing: %s', (text) => {
  const made = html(text);
  expect(made).not.toMatch(/<(script|img|iframe|style|form|object|embed|svg[^>]*onload)\b/i);
  expect(made).not.toMatch(/<[^>]*\son\w+=/i);
  expect(made).not.toMatch(/(href|src|action)="\s*(javascript|vbscript|data):/i);
});

test('links leave without a trace and in a window of their own', () => {
  expect(html('[data](https://example.org/x) and https://example.org')).toMatch(
    /<a href="https:\/\/example.org\/x" target="_blank" rel="noopener noreferrer nofollow ugc">data<\/a>/,
  );
});

test('a picture elsewhere is a link, so that its server learns nothing', () => {
  expect(html('![the plot](https://evil.example/pixel.png)')).toBe(
    '<p><a href="https://evil.example/pixel.png" target="_blank" rel="noopener noreferrer nofollow ugc">the plot</a></p>',
  );
});

test('formulas, tables, quotes and lists', () => {
  expect(html('$x^2$')).toContain('katex');
  expect(html('> quoted')).toContain('<blockquote>');
  expect(html('|a|b|\n|-|-|\n|1|2|')).toContain('<td>1</td>');
  expect(html('# Big')).toBe('<p><strong>Big</strong></p>');
});

test('names of people who are mentioned stand out, and no others', () => {
  const made = html('@Ada Lovelace and @ada, not @Adamant, nor `@Ada Lovelace` nor x@Ada', ['Ada Lovelace']);
  expect(made.match(/<span[^>]*>@/g)).toHaveLength(2);
  expect(html('[@Grace](person:0190b7a8-0000-7000-8000-000000000001)')).toMatch(/<span[^>]*>@Grace<\/span>/);
});

const marked = (text: string, ...names: string[]) => /<span[^>]*>([@＠][^<]*)<\/span>/.exec(html(text, names))?.[1];

test('names stand out with and without their accents, and in scripts without spaces', () => {
  expect(marked('@Ana Mari\u0301a please', 'Ana María')).toBe('@Ana María');
  expect(marked('@ana maria please', 'Ana María')).toBe('@ana maria');
  expect(marked('@张伟看看', '张伟')).toBe('@张伟');
  expect(marked('请@张伟看看', '张伟')).toBe('@张伟');
  expect(marked('@김민수님', '김민수')).toBe('@김민수');
  expect(marked('@Ada看看', 'Ada Lovelace')).toBe('@Ada');
  expect(marked('@Adamant', 'Ada Lovelace')).toBeUndefined();
  expect(marked('@李明', '李')).toBeUndefined();
});

// Citations on the clipboard: with italics for word processors, and as text for everything else.
import type { Bibliography } from './useCiting';

/** Word processors know no classes: a label and a hanging indent are written out. */
export function forWordProcessors(bibliography: Bibliography): string {
  const hanging = bibliography.hanging ? ' style="margin-left:2em;text-indent:-2em"' : '';
  const entries = bibliography.entries.map(({ text }) =>
    text
      .replace(/<div class="csl-left-margin">([\s\S]*?)<\/div>/g, '$1 ')
      .replace(/<div class="csl-(?:block|indent)">/g, '<br>')
      .replace(/<div class="csl-entry">|<div class="csl-right-inline">|<\/div>/g, '')
      .trim(),
  );
  return entries.map((entry) => `<p${hanging}>${entry}</p>`).join('\n');
}

const blob = async (text: Promise<string>, type: string) => new Blob([await text], { type });

/** Both at once; browsers without rich text get the plain one. May be promises: a click allows it now, not later. */
export async function copyRich(html: Promise<string>, text: Promise<string>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') {
    await navigator.clipboard.writeText(await text);
    return;
  }
  await navigator.clipboard.write([
    new ClipboardItem({ 'text/html': blob(html, 'text/html'), 'text/plain': blob(text, 'text/plain') }),
  ]);
}

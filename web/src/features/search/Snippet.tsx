// A snippet of the server: escaped text whose only tag is <mark>. It is taken apart here, so that it never becomes HTML.
import { Fragment } from 'react';

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
};

/** Runs of text, each marked or not. */
export function snippetRuns(html: string): { text: string; marked: boolean }[] {
  return html
    .split(/(<mark>.*?<\/mark>)/gs)
    .filter(Boolean)
    .map((run) => {
      const marked = run.startsWith('<mark>');
      const inner = marked ? run.slice(6, -7) : run;
      return { text: inner.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity), marked };
    });
}

export function Snippet({ html }: { html: string }) {
  return snippetRuns(html).map(({ text, marked }, number) => (
    <Fragment key={number}>{marked ? <mark>{text}</mark> : text}</Fragment>
  ));
}

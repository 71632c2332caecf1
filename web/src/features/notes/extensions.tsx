// What a note can hold: Tiptap's parts, and two of our own, a cited paper and an annotation shown in the text.
import { Extension, InputRule, mergeAttributes, Node } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { Mathematics } from '@tiptap/extension-mathematics';
import { TableKit } from '@tiptap/extension-table';
import { Placeholder } from '@tiptap/extensions';
import { StarterKit } from '@tiptap/starter-kit';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { isTooLong, type CitationPlace } from './cites';
import { drawCitation, formattedCitations } from './formattedCitations';

const text = (name: string) => ({
  default: '',
  parseHTML: (element: HTMLElement) => {
    const value = element.getAttribute(`data-${name}`) ?? '';
    return isTooLong(value) ? '' : value;
  },
  renderHTML: (attributes: Record<string, unknown>) => ({ [`data-${name}`]: attributes[name] }),
});

export type PaperAddress = (paper: string, annotation?: { file: string; id: string }) => string;

interface CitationOptions {
  address: PaperAddress;
  /** A click on one that may be changed: its place in the document. */
  onCitation: (citation: CitationPlace) => void;
}

/** Papers of the library, cited in a line; see cites.ts for what a citation has. */
export const Citation = Node.create<CitationOptions>({
  name: 'citation',
  group: 'inline',
  inline: true,
  atom: true,
  addOptions: () => ({ address: () => '', onCitation: () => undefined }),
  addAttributes: () => ({ paper: text('paper'), label: text('label'), cites: text('cites') }),
  parseHTML: () => [{ tag: 'a[data-citation]' }],
  renderHTML({ node, HTMLAttributes }) {
    const href = this.options.address(String(node.attrs.paper));
    return [
      'a',
      mergeAttributes(HTMLAttributes, { 'data-citation': '', href, class: 'sk-citation' }),
      `${node.attrs.label}`,
    ];
  },
  renderText: ({ node }) => String(node.attrs.label),
  addNodeView() {
    return ({ node, decorations, getPos, editor }) => {
      const dom = document.createElement('a');
      dom.className = 'sk-citation';
      dom.dataset.citation = '';
      dom.href = this.options.address(String(node.attrs.paper));
      drawCitation(dom, String(node.attrs.label), decorations);
      dom.addEventListener('click', (event) => {
        const at = getPos();
        if (!editor.isEditable || at === undefined) return;
        event.preventDefault();
        this.options.onCitation({ at, attrs: editor.state.doc.nodeAt(at)?.attrs ?? node.attrs });
      });
      return {
        dom,
        update: (next, drawn) => {
          if (next.type !== node.type) return false;
          dom.href = this.options.address(String(next.attrs.paper));
          drawCitation(dom, String(next.attrs.label), drawn);
          return true;
        },
      };
    };
  },
  addProseMirrorPlugins: () => [formattedCitations()],
});

/** The words that somebody marked in a paper, with the way to their place. */
export const AnnotationEmbed = Node.create<{ address: PaperAddress }>({
  name: 'annotation',
  group: 'block',
  atom: true,
  draggable: true,
  addOptions: () => ({ address: () => '' }),
  addAttributes: () => ({
    paper: text('paper'),
    file: text('file'),
    annotation: text('annotation'),
    quote: text('quote'),
    label: text('label'),
  }),
  parseHTML: () => [{ tag: 'figure[data-annotation]' }],
  renderHTML({ node, HTMLAttributes }) {
    const { paper, file, annotation, quote, label } = node.attrs as Record<
      'paper' | 'file' | 'annotation' | 'quote' | 'label',
      string
    >;
    const href = this.options.address(paper, { file, id: annotation });
    return [
      'figure',
      mergeAttributes(HTMLAttributes, { class: 'sk-embed' }),
      ['blockquote', {}, quote],
      ['figcaption', {}, ['a', { href }, label]],
    ];
  },
  renderText: ({ node }) => String(node.attrs.quote),
});

/** A caret of somebody else. Styles are set one by one, since a strict content policy forbids style attributes in markup. */
function drawCaret(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'sk-caret';
  caret.style.borderColor = String(user.color);
  const label = document.createElement('span');
  label.className = 'sk-caret-name';
  label.style.backgroundColor = String(user.color);
  label.textContent = String(user.name);
  caret.append(label);
  return caret;
}

/** What a note can hold, without who writes in it. */
export function contentExtensions(
  address: PaperAddress,
  onCitation: (citation: CitationPlace) => void = () => undefined,
) {
  return [
    // Going back is Yjs' own: one undoes one's own words, not those of others.
    StarterKit.configure({ undoRedo: false, link: { openOnClick: false, autolink: true, defaultProtocol: 'https' } }),
    TaskList,
    TaskItem.configure({ nested: true }),
    TableKit.configure({ table: { resizable: false } }),
    Mathematics.configure({ katexOptions: { throwOnError: false, trust: false, maxExpand: 200, maxSize: 20 } }),
    Citation.configure({ address, onCitation }),
    AnnotationEmbed.configure({ address }),
  ];
}

/** What asks for a paper to cite, where it has been typed just now. */
export const TRIGGER = /(?:^|\s)(@|\/cite)$/;

interface Options {
  doc: Y.Doc;
  awareness: Awareness;
  user: { name: string; color: string };
  address: PaperAddress;
  /** Ctrl/Cmd-Shift-C, “@” before a word, “/cite”. */
  onCite: () => void;
  /** A click on a citation: its place in the document. */
  onCitation: (citation: CitationPlace) => void;
}

export function noteExtensions({ doc, awareness, user, address, onCite, onCitation }: Options) {
  return [
    ...contentExtensions(address, onCitation),
    Placeholder.configure({ placeholder: 'Start writing. Changes are saved as you type.' }),
    Collaboration.configure({ document: doc }),
    CollaborationCaret.configure({ provider: { awareness }, user, render: drawCaret }),
    Extension.create({
      name: 'noteKeys',
      addKeyboardShortcuts: () => ({
        'Mod-Shift-c': () => {
          onCite();
          return true;
        },
      }),
      // The letters stay until something is cited in their place.
      addInputRules: () => [new InputRule({ find: TRIGGER, handler: () => queueMicrotask(onCite) })],
    }),
  ];
}

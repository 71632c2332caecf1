// Citations in the text as the team's style has them. What the server formatted is drawn over the nodes and never stored.
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { formattedNodes } from '../../ui/formattedNodes';

export interface Formatted {
  at: number;
  /** HTML of the citation, or of the sign of its footnote; null where nothing that it cites is here. */
  html: string | null;
  /** Shown on pointing: the footnote, or why there is none. */
  title: string;
}

const key = new PluginKey<DecorationSet>('formattedCitations');

/** Keeps what was formatted at its citations while text around them changes. */
export const formattedCitations = () =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, shown) {
        const formatted = transaction.getMeta(key) as Formatted[] | undefined;
        if (!formatted) return shown.map(transaction.mapping, transaction.doc);
        return DecorationSet.create(
          transaction.doc,
          formatted
            .filter(({ at }) => transaction.doc.nodeAt(at)?.type.name === 'citation')
            .map((one) => Decoration.node(one.at, one.at + 1, {}, { formatted: one })),
        );
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });

export const formattedKey = key;

/** Draw a citation into its element: what the style makes of it, or else its last text. */
export function drawCitation(element: HTMLElement, label: string, decorations: readonly Decoration[]): void {
  const found = decorations.map((one) => (one.spec as { formatted?: Formatted }).formatted).find(Boolean);
  element.title = found?.title ?? '';
  element.toggleAttribute('data-missing', found?.html === null);
  if (found?.html) element.replaceChildren(...formattedNodes(found.html));
  else element.textContent = label;
}

// Selecting words of a page without a mouse: arrows walk from word to word, with Shift they take words in.
type Direction = 'forward' | 'backward';

export class WordKeys {
  active = false;

  constructor(private container: HTMLElement) {}

  /** Begins at what is selected, or at the first word of the page that is looked at. */
  begin(page: number): boolean {
    const selection = window.getSelection();
    if (!selection) return false;
    const inside = selection.anchorNode && this.container.contains(selection.anchorNode) && !selection.isCollapsed;
    if (!inside) {
      const first = this.firstText(page);
      if (!first) return false;
      selection.collapse(first, 0);
      selection.modify('extend', 'forward', 'word');
    }
    this.active = true;
    return true;
  }

  end(): void {
    this.active = false;
    window.getSelection()?.removeAllRanges();
  }

  /** True where the key was for us. */
  press(event: KeyboardEvent): boolean {
    const selection = window.getSelection();
    if (!this.active || !selection || event.ctrlKey || event.metaKey || event.altKey) return false;
    const sideways: Direction | undefined =
      event.key === 'ArrowRight' ? 'forward' : event.key === 'ArrowLeft' ? 'backward' : undefined;
    const down: Direction | undefined =
      event.key === 'ArrowDown' ? 'forward' : event.key === 'ArrowUp' ? 'backward' : undefined;
    const direction = sideways ?? down;
    if (!direction) return false;
    const before = this.where(selection);
    if (event.shiftKey) selection.modify('extend', direction, sideways ? 'word' : 'line');
    else {
      if (direction === 'forward') selection.collapseToEnd();
      else selection.collapseToStart();
      if (down) selection.modify('move', direction, 'line');
      if (direction === 'backward') selection.modify('move', 'backward', 'word');
      selection.modify('extend', 'forward', 'word');
    }
    if (!selection.focusNode || !this.container.contains(selection.focusNode)) selection.setBaseAndExtent(...before);
    selection.focusNode?.parentElement?.scrollIntoView({ block: 'nearest' });
    return true;
  }

  private where(selection: Selection): [Node, number, Node, number] {
    return [
      selection.anchorNode ?? this.container,
      selection.anchorOffset,
      selection.focusNode ?? this.container,
      selection.focusOffset,
    ];
  }

  private firstText(page: number): Node | null {
    const layer = this.container.querySelector(`.page[data-page-number="${page}"] .textLayer`);
    if (!layer) return null;
    const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (node && !node.textContent?.trim()) node = walker.nextNode();
    return node;
  }
}

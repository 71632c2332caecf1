// What hands do on the pages: select words, click marks, draw with a tool, press keys.
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { isTyping } from '../../ui/keyboard';
import { Drawing, type Drawn, type Tool } from '../../viewer/drawing';
import { annotationAt } from '../../viewer/marks';
import { type Quoted, readSelection } from '../../viewer/selection';
import { useOpenFile } from '../../viewer/openFile';
import type { Color } from '../../viewer/wording';
import { WordKeys } from '../../viewer/wordKeys';

interface Wishes {
  canAnnotate: boolean;
  color: Color;
  onDrawn: (drawn: Drawn) => void;
  onPick: (id: string) => void;
  keys: Record<string, () => unknown>;
}

export function useAnnotationInput(wishes: Wishes) {
  const { opened, container } = useOpenFile();
  const { canAnnotate, color } = wishes;
  const [selected, setSelected] = useState<Quoted | null>(null);
  const [tool, setTool] = useState<Tool | null>(null);
  const [byKeys, setByKeys] = useState(false);
  const drawing = useRef<Drawing | null>(null);
  const words = useRef<WordKeys | null>(null);

  const onDrawn = useEffectEvent((drawn: Drawn) => {
    if (drawn.kind !== 'ink') setTool(null);
    wishes.onDrawn(drawn);
  });
  useEffect(() => {
    const box = container.current;
    if (!opened || !box) return;
    drawing.current = new Drawing(box, opened.viewer.viewOf, (drawn) => onDrawn(drawn));
    words.current = new WordKeys(box);
    return () => {
      drawing.current?.close();
      drawing.current = words.current = null;
    };
  }, [opened, container]);
  useEffect(() => drawing.current?.use(canAnnotate ? tool : null, color), [opened, tool, color, canAnnotate]);

  function endWords(): void {
    words.current?.end();
    setByKeys(false);
  }

  const onSelect = useEffectEvent(() =>
    setSelected(canAnnotate && container.current ? readSelection(container.current) : null),
  );
  const onClick = useEffectEvent((event: MouseEvent) => {
    if (!container.current || tool || !window.getSelection()?.isCollapsed) return;
    // A press of Enter on a mark has no place in the window, but is on the mark.
    const focused = event.target instanceof HTMLElement ? event.target.dataset.annotation : undefined;
    const id = focused ?? annotationAt(container.current, event.clientX, event.clientY);
    if (id) wishes.onPick(id);
  });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    if (words.current?.press(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      setTool(null);
      if (words.current?.active) endWords();
    } else if (event.key === 's' && opened) {
      setByKeys(words.current?.begin(opened.viewer.state.page) ?? false);
    } else if (wishes.keys[event.key]) {
      event.preventDefault();
      wishes.keys[event.key]?.();
    }
  });
  useEffect(() => {
    const box = container.current;
    const selects = () => onSelect();
    const clicks = (event: MouseEvent) => onClick(event);
    const presses = (event: KeyboardEvent) => {
      // The browser tells of a selection a moment after it is made: a quick key means what is selected now.
      if (!isTyping(event.target) && !window.getSelection()?.isCollapsed) flushSync(() => onSelect());
      onKey(event);
    };
    document.addEventListener('selectionchange', selects);
    box?.addEventListener('click', clicks);
    window.addEventListener('keydown', presses);
    return () => {
      document.removeEventListener('selectionchange', selects);
      box?.removeEventListener('click', clicks);
      window.removeEventListener('keydown', presses);
    };
  }, [container]);

  function letGo(): void {
    window.getSelection()?.removeAllRanges();
    setSelected(null);
    if (words.current) words.current.active = false;
    setByKeys(false);
  }

  return { selected, letGo, tool, setTool, byKeys };
}

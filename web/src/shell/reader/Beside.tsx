// Cards that keep their place beside the text while it scrolls; only those near what is being read exist.
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { Annotation } from '../../api/schemas';
import styles from './ReaderPage.module.css';
import { stack } from './stacking';
import type { ReaderViewer } from '../../viewer/viewer';

interface Props {
  annotations: readonly Annotation[];
  chosen: string | null;
  viewer: ReaderViewer;
  container: RefObject<HTMLDivElement | null>;
  children: (annotation: Annotation) => ReactNode;
}

/** So many at the most; where a page holds more, they come as one scrolls. */
const MOST = 40;

export function Beside({ annotations, chosen, viewer, container, children }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState<readonly Annotation[]>([]);

  /** Which cards exist: those of marks within a window's height of what is seen, and the chosen one. */
  const choose = useEffectEvent(() => {
    const box = container.current;
    if (!box) return;
    const from = box.scrollTop - box.clientHeight;
    const to = box.scrollTop + 2 * box.clientHeight;
    const middle = box.scrollTop + box.clientHeight / 2;
    const pages = viewer.pagesBetween(from, to);
    let found = annotations.filter((one) => one.page && pages.has(one.page) && within(viewer.topOf(one), from, to));
    if (found.length > MOST) {
      const close = found
        .toSorted((a, b) => Math.abs(viewer.topOf(a) - middle) - Math.abs(viewer.topOf(b) - middle))
        .slice(0, MOST);
      const kept = new Set(close.map((one) => one.id));
      found = found.filter((one) => kept.has(one.id) || one.id === chosen);
    }
    setNear((before) =>
      before.length === found.length && before.every((one, number) => one === found[number]) ? before : found,
    );
  });
  const place = useEffectEvent(() => {
    const box = container.current;
    const cards = [...(panel.current?.querySelectorAll<HTMLElement>('[data-card]') ?? [])];
    if (!box || !panel.current) return;
    const shift = box.scrollTop + panel.current.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const wishes = near.flatMap((one, number) => {
      const card = cards[number];
      const beside = viewer.topOf(one) - shift;
      // The head of the panel may reach below a mark that is in view: its card then stands as high as it can.
      const at = beside < 0 ? Math.min(0, viewer.topOf(one) - box.scrollTop) : beside;
      return card ? [{ id: one.id, at, height: card.offsetHeight }] : [];
    });
    stack(wishes, chosen, panel.current.clientHeight).forEach((top, number) => {
      const card = cards[number];
      if (card) card.style.transform = `translateY(${Math.round(top)}px)`;
    });
  });

  useEffect(() => {
    const box = container.current;
    let frame = 0;
    const moved = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        choose();
        place();
      });
    };
    box?.addEventListener('scroll', moved, { passive: true });
    const sizes = new ResizeObserver(moved);
    for (const one of [box, panel.current]) if (one) sizes.observe(one);
    const stop = viewer.subscribe(moved);
    moved();
    return () => {
      cancelAnimationFrame(frame);
      box?.removeEventListener('scroll', moved);
      sizes.disconnect();
      stop();
    };
  }, [container, viewer]);
  useEffect(() => {
    const frame = requestAnimationFrame(() => choose());
    return () => cancelAnimationFrame(frame);
  }, [annotations, chosen]);
  useLayoutEffect(() => {
    place();
    const sizes = new ResizeObserver(() => place());
    for (const card of panel.current?.querySelectorAll('[data-card]') ?? []) sizes.observe(card);
    return () => sizes.disconnect();
  }, [near, chosen]);

  return (
    // The wheel turns the pages here as it does over them.
    <div ref={panel} className={styles.beside} onWheel={(event) => container.current?.scrollBy({ top: event.deltaY })}>
      {near.map((one) => (
        <div key={one.id} data-card className={styles.besideCard}>
          {children(one)}
        </div>
      ))}
    </div>
  );
}

function within(value: number, from: number, to: number): boolean {
  return value >= from && value <= to;
}

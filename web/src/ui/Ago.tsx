// A time that ticks: “3 minutes ago” is still right after ten.
import { useSyncExternalStore } from 'react';
import { ago } from './time';

const TICK_MS = 30_000;
const listeners = new Set<() => void>();
let ticks = 0;
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    ticks += 1;
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

export function Ago({ at }: { at: string }) {
  useSyncExternalStore(subscribe, () => ticks);
  return <>{ago(at)}</>;
}

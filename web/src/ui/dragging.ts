// Papers dragged from a list onto a collection or a tag: the one who starts and the one who takes agree on this here.
import type { DragEvent } from 'react';

const PAPERS = 'application/x-scrollkeeper-papers';

export function startDraggingPapers(event: DragEvent, papers: string[]): void {
  event.dataTransfer.setData(PAPERS, JSON.stringify(papers));
  event.dataTransfer.effectAllowed = 'copyLink';
  const badge = document.createElement('div');
  badge.textContent = papers.length === 1 ? '1 paper' : `${papers.length.toLocaleString()} papers`;
  badge.className = 'sk-dragged';
  document.body.append(badge);
  event.dataTransfer.setDragImage(badge, -12, -8);
  // The browser takes its picture before anything else runs.
  window.setTimeout(() => badge.remove(), 0);
}

export function holdsPapers(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(PAPERS);
}

export function droppedPapers(event: DragEvent): string[] {
  const ids: unknown = JSON.parse(event.dataTransfer.getData(PAPERS) || '[]');
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

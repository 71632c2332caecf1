import { describe, expect, it } from 'vitest';
import { bestOf, bodyOf, labelOf, ordered, sourceOf, valueText, type Group } from './choices';

function paper(id: string, metadata: Record<string, unknown>, files: string[] = []) {
  return { id, metadata, files, status: 'ready' as const, added_at: '2026-01-01T00:00:00Z' };
}

const group: Group = {
  id: 'b',
  preset: 'normal',
  why: ['Same title'],
  differing: ['volume', 'title', 'issue'],
  papers: [paper('a', { title: 'One', volume: '6' }), paper('b', { title: 'Two', issue: '3', page: '1' }, ['b.pdf'])],
};

describe('choosing what a merge keeps', () => {
  it('keeps the paper with a file, then the one of which more is said, then the oldest', () => {
    expect(bestOf(group.papers)?.id).toBe('b');
    expect(bestOf([paper('a', {}), paper('b', {})])?.id).toBe('a');
    expect(bestOf([])).toBeUndefined();
  });

  it('sends of which paper each differing field is', () => {
    const choice = { into: 'b', included: ['a', 'b'], fields: { title: 'a' } };
    expect(bodyOf(group, choice)).toEqual({
      into: 'b',
      from: ['a'],
      metadata: { volume: 'a', title: 'a', issue: 'b' },
    });
  });

  it('takes nothing from a paper that is left out', () => {
    const choice = { into: 'b', included: ['b'], fields: { title: 'a' } };
    expect(sourceOf(group, choice, 'title')).toBe('b');
    expect(sourceOf(group, choice, 'volume')).toBeUndefined();
  });

  it('shows fields in their usual order, with their names and values in words', () => {
    expect(ordered(group.differing)).toEqual(['title', 'volume', 'issue']);
    expect([labelOf('container-title'), labelOf('publisher-place')]).toEqual(['Published in', 'Place']);
    expect(valueText({ author: [{ family: 'Curie', given: 'Marie' }] }, 'author')).toBe('Marie Curie');
    expect(valueText({ issued: { 'date-parts': [[2020, 5]] } }, 'issued')).toBe('2020-05');
  });
});

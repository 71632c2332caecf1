import { expect, test } from 'vitest';
import { growth, outlook } from './growth';

const GB = 1_000_000_000;
const nothing = { people: 0, papers: 0, bytes: 0 };
const usage = {
  people: 3,
  active: 2,
  disabled: 0,
  teams: 1,
  papers: 9,
  files: 9,
  bytes: GB,
  database_bytes: GB,
  disk_bytes: 100 * GB,
  disk_free_bytes: 50 * GB,
  month: nothing,
  month_before: nothing,
};

test.each([
  [
    { month: { people: 1, papers: 1200, bytes: 2 * GB } },
    `In the last 30 days came one person and ${(1200).toLocaleString()} papers with 2 GB; nothing in the 30 days before.`,
  ],
  [
    { month_before: { people: 2, papers: 1, bytes: 0 } },
    'In the last 30 days came no people and no papers; in the 30 days before, 2 people and one paper.',
  ],
])('growth is told in a sentence', (changed, told) => {
  expect(growth({ ...usage, ...changed })).toBe(told);
});

test.each([
  [{}, '50 GB of the disk’s 100 GB are free.'],
  [
    { month: { ...nothing, bytes: 9 * GB } },
    '50 GB of the disk’s 100 GB are free. At this pace it is full in about 5 months.',
  ],
  [
    { month: { ...nothing, bytes: 40 * GB } },
    '50 GB of the disk’s 100 GB are free. At this pace it is full in about 1 month.',
  ],
  [
    { month: { ...nothing, bytes: 60 * GB } },
    '50 GB of the disk’s 100 GB are free. At this pace it is full within a month: make room, or move the files to an S3.',
  ],
  [{ disk_free_bytes: null, disk_bytes: null }, ''],
])('a disk that fills up is told in time', (changed, told) => {
  expect(outlook({ ...usage, ...changed })).toBe(told);
});

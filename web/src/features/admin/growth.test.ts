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
    `One person and ${(1200).toLocaleString()} papers (2 GB) added in the last 30 days; none in the 30 days before.`,
  ],
  [
    { month_before: { people: 2, papers: 1, bytes: 0 } },
    'No people and no papers added in the last 30 days; 2 people and one paper in the 30 days before.',
  ],
])('growth is told in a sentence', (changed, told) => {
  expect(growth({ ...usage, ...changed })).toBe(told);
});

test.each([
  [{}, '50 GB of 100 GB free.'],
  [
    { month: { ...nothing, bytes: 9 * GB } },
    '50 GB of 100 GB free. At this rate the disk will be full in about 5 months.',
  ],
  [
    { month: { ...nothing, bytes: 40 * GB } },
    '50 GB of 100 GB free. At this rate the disk will be full in about 1 month.',
  ],
  [
    { month: { ...nothing, bytes: 60 * GB } },
    '50 GB of 100 GB free. At this rate the disk will be full within a month. Free up space, or move files to S3.',
  ],
  [{ disk_free_bytes: null, disk_bytes: null }, ''],
])('a disk that fills up is told in time', (changed, told) => {
  expect(outlook({ ...usage, ...changed })).toBe(told);
});

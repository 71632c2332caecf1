// The types of documents that CSL knows, in words.
import type { Schemas } from '../api/schemas';

export type CslType = NonNullable<NonNullable<Schemas['MetadataIn']['metadata']>['type']>;

const NAMES: Record<CslType, string> = {
  'article-journal': 'Journal article',
  article: 'Preprint',
  'paper-conference': 'Conference paper',
  thesis: 'Thesis',
  book: 'Book',
  chapter: 'Chapter',
  report: 'Report',
  review: 'Review',
  'review-book': 'Book review',
  'article-magazine': 'Magazine article',
  'article-newspaper': 'Newspaper article',
  bill: 'Bill',
  broadcast: 'Broadcast',
  classic: 'Classic',
  collection: 'Collection',
  dataset: 'Dataset',
  document: 'Document',
  entry: 'Entry',
  'entry-dictionary': 'Dictionary entry',
  'entry-encyclopedia': 'Encyclopaedia entry',
  event: 'Event',
  figure: 'Figure',
  graphic: 'Graphic',
  hearing: 'Hearing',
  interview: 'Interview',
  legal_case: 'Legal case',
  legislation: 'Legislation',
  manuscript: 'Manuscript',
  map: 'Map',
  motion_picture: 'Film',
  musical_score: 'Musical score',
  pamphlet: 'Pamphlet',
  patent: 'Patent',
  performance: 'Performance',
  periodical: 'Periodical',
  personal_communication: 'Letter or message',
  post: 'Post',
  'post-weblog': 'Blog post',
  regulation: 'Regulation',
  software: 'Software',
  song: 'Song or recording',
  speech: 'Talk',
  standard: 'Standard',
  treaty: 'Treaty',
  webpage: 'Web page',
};

/** To choose from: the common ones first, as they stand above. */
export const TYPES = Object.entries(NAMES).map(([value, label]) => ({ value, label }));

export function typeName(type: string): string {
  return NAMES[type as CslType] ?? type;
}
